import { html, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit'
import { diverging } from '../../session/picture/colour-map'
import { type KymographScene, LIMIT } from '../../session/picture/kymograph'
import { GLYPHS } from '../../session/picture/marks'
import { css } from '../../session/picture/sequential'
import { t } from '../language/message'

const WIDTH = 360
const ROW = 14
const MARGIN = { top: 18, left: 64, right: 8 }
/** Height of the key of colours below. */
const KEY = 24
/** Frames that are numbered, at most. */
const NUMBERED = 10

/** Columns one below the other, frames from left to right; `choose` gets the frame and the row of a cell that is clicked. */
export function kymographDrawing(
  { frames, rows }: KymographScene,
  shown: number | null,
  choose: (frame: number, row: number) => void,
): TemplateResult {
  const cell = (WIDTH - MARGIN.left - MARGIN.right) / frames.length
  const bottom = MARGIN.top + rows.length * ROW + 2
  const every = Math.ceil(frames.length / NUMBERED)
  const left = (frame: number) => MARGIN.left + frame * cell
  return html`
    <svg viewBox="0 0 ${WIDTH} ${bottom + KEY}" role="img" aria-label=${t`Kymograph: columns over the frames`}>
      <text x=${MARGIN.left - 6} y="12" text-anchor="end">${t`frame`}</text>
      ${frames.map((frame, k) =>
        k % every === 0 ? svg`<text x=${left(k + 0.5)} y="12" text-anchor="middle">${frame}</text>` : svg``,
      )}
      ${rows.map(
        ({ label, changes, events }, row) => svg`
          <text x=${MARGIN.left - 6} y=${MARGIN.top + row * ROW + 10} text-anchor="end">${label.replaceAll('-', '−')}</text>
          ${changes.map(
            (change, k) => svg`<rect class="cell ${change === null ? 'missing' : ''}" x=${left(k)}
              y=${MARGIN.top + row * ROW + 1} width=${cell} height=${ROW - 2}
              fill=${change === null ? nothing : css(diverging(change / LIMIT))}
              @click=${() => choose(k, row)}></rect>`,
          )}
          ${events.map(
            ({ frame, mark }) => svg`<text class="event" x=${left(frame + 0.5)}
              y=${MARGIN.top + row * ROW + 11} text-anchor="middle">${GLYPHS[mark]}</text>`,
          )}`,
      )}
      ${
        shown === null
          ? svg``
          : svg`<rect class="shown" x=${left(shown)} y=${MARGIN.top - 1} width=${cell}
              height=${bottom - MARGIN.top}></rect>`
      }
      ${key(bottom + KEY - 6)}
    </svg>
  `
}

/** What the colours stand for, on one line. */
function key(y: number): SVGTemplateResult {
  const [left, width] = [MARGIN.left + 36, 110]
  const step = width / (COLOURS.length - 1)
  return svg`
    <text x=${MARGIN.left} y=${y}>−${100 * LIMIT} %</text>
    ${COLOURS.map((colour, k) => svg`<rect x=${left + k * step} y=${y - 8} width=${step + 0.5} height="8" fill=${css(colour)}></rect>`)}
    <text x=${left + width + 14} y=${y}>+${100 * LIMIT} %</text>
  `
}

const COLOURS = Array.from({ length: 17 }, (_, k) => diverging(k / 8 - 1))
