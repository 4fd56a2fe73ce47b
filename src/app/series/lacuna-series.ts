import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { property } from 'lit/decorators.js'
import type { EventRecord } from '../../session/files/frames'
import { kymographScene } from '../../session/files/kymograph'
import { GLYPHS } from '../../session/picture/marks'
import { customElement } from '../shared/custom-element'
import { count, fixed, pair, probability, signed } from '../shared/format'
import { tell } from '../shared/tell'
import { controls, theme } from '../shared/theme'
import type { Series } from '../state/series'
import { t } from '../language/message'
import { saidError } from '../language/told'
import { kymographDrawing } from './kymograph'
import { sectionStyles } from '../shared/section-styles'
import { styles } from './styles'

/** A longer list would hide the rest of the page; the files hold all. */
const MOST_ROWS = 200

/** What of a series can be saved, by the ending of the file that the command writes. */
export type SeriesFormat = 'events.csv' | 'frames.json' | 'kymograph.png'

const FORMATS = [
  ['events.csv', 'CSV', () => t`Save the events as CSV`],
  ['frames.json', 'JSON', () => t`Save all of the series as JSON`],
  ['kymograph.png', 'PNG', () => t`Save the kymograph as PNG`],
] as const satisfies readonly (readonly [SeriesFormat, string, () => string])[]

/**
 * The frames of a series: searched one by one at the columns of their sum; a slider through them, a kymograph, and what appears, vanishes
 * or moves.
 *
 * @fires lacuna-detect-series - Search every frame.
 * @fires lacuna-show-frame - A frame was chosen; `detail` is its `index`, null for the sum, and the `column` that was chosen in it, or null.
 * @fires lacuna-save-series - Save a file of the series; `detail` is its ending.
 */
@customElement('lacuna-series')
export class LacunaSeries extends LitElement {
  static override styles = [theme, controls, sectionStyles, styles]

  /** What was found; null before the frames are searched. */
  @property({ attribute: false }) series: Series | null = null
  /** Frames of the series that is open. */
  @property({ type: Number }) frames = 0
  /** Whether the frames can be searched now. */
  @property({ type: Boolean }) ready = false

  protected override render(): TemplateResult {
    const { series } = this
    return html`
      <div class="row" id="series-head">
        <h3>${t`The ${this.frames} frames one by one`}</h3>
        <button ?disabled=${!this.ready} @click=${() => tell(this, 'lacuna-detect-series')}>
          ${series ? t`Search again` : t`Search every frame`}
        </button>
      </div>
      ${
        series
          ? html`${this.#slider(series)} ${this.#kymograph(series)} ${this.#saves(series)} ${this.#events(series)}`
          : html`<p class="facts">
              ${t`Each frame is judged at the columns of the sum, with one false discovery rate over all of them.`}
            </p>`
      }
    `
  }

  #slider({ result: { frames }, shown }: Series): TemplateResult {
    const at = shown ? shown.index + 1 : 0
    const text = at === 0 ? t`Sum of ${frames.length} frames` : frameText(frames[at - 1], frames.length)
    return html`
      <div class="row slider">
        <input
          type="range"
          min="0"
          max=${frames.length}
          step="1"
          aria-label=${t`Frame`}
          aria-valuetext=${text}
          .value=${String(at)}
          @input=${({ target }: Event) => this.#show((target as HTMLInputElement).valueAsNumber - 1)}
        />
      </div>
      <p class="facts" id="frame-facts" aria-live="off">${text}</p>
    `
  }

  #kymograph({ record, shown }: Series): TemplateResult {
    const scene = kymographScene(record)
    return kymographDrawing(scene, shown?.index ?? null, (frame, row) =>
      this.#show(frame, columnOf(record.columns, scene.rows[row])),
    )
  }

  #saves({ record }: Series): TemplateResult {
    return html`
      <div class="row" role="group" aria-label=${t`Save the series`}>
        <span id="events-found">${count(record.events.length, 'event')}</span>
        <span class="muted">${t`Save as`}</span>
        ${FORMATS.map(
          ([format, name, what]) => html`
            <button aria-label=${what()} title=${what()} @click=${() => tell(this, 'lacuna-save-series', format)}>
              ${name}
            </button>
          `,
        )}
      </div>
    `
  }

  #events({ record, result, shown }: Series): TemplateResult {
    const { events } = record
    if (events.length === 0) return html`<p class="facts">${t`No column changes from frame to frame.`}</p>`
    return html`
      <div class="scroll">
        <table>
          <caption class="visually-hidden">
            ${t`Events; choose one to see its frame and column`}
          </caption>
          <thead>
            <tr>
              <th scope="col">${t`Frame`}</th>
              <th scope="col" class="left">${t`Event`}</th>
              <th scope="col" class="left">${t`Site`}</th>
              <th scope="col">${t`Change`}</th>
              <th scope="col">q</th>
            </tr>
          </thead>
          <tbody>
            ${events.slice(0, MOST_ROWS).map((event, k) => {
              const { column, frame } = result.events[k]
              const isShown = shown?.index === frame && shown.at !== null && isSame(shown.at, result, k)
              return html`
                <tr aria-current=${isShown ? 'true' : nothing} @click=${() => this.#show(frame, column)}>
                  <th scope="row">
                    <button aria-label=${t`Frame ${event.frame}, ${eventText(event)}: show in the picture`}>
                      ${event.frame}
                    </button>
                  </th>
                  <td class="left what"><span aria-hidden="true">${GLYPHS[event.defect]}</span> ${eventText(event)}</td>
                  <td class="left">${siteText(event)}</td>
                  <td>${changeText(event)}</td>
                  <td>${probability(event.qValue)}</td>
                </tr>
              `
            })}
          </tbody>
        </table>
      </div>
      ${
        events.length > MOST_ROWS
          ? html`<p class="facts">${t`The first ${MOST_ROWS} of ${events.length}; the saved files hold all.`}</p>`
          : nothing
      }
    `
  }

  /** An index of −1 is the sum. */
  #show(index: number, column: number | null = null): void {
    tell(this, 'lacuna-show-frame', { index: index < 0 ? null : index, column })
  }
}

/** `Vacancy appeared`, said whole, since other languages decline. */
function eventText({ kind, defect, before, after }: EventRecord): string {
  if (kind === 'moved') return t`column moved`
  const isGone = kind === 'blip' && Math.abs(after - 100) < Math.abs(before - 100)
  const words = {
    vacancy: { appeared: t`vacancy appeared`, vanished: t`vacancy vanished`, blip: t`vacancy in this frame alone` },
    deficit: { appeared: t`deficit appeared`, vanished: t`deficit vanished`, blip: t`deficit in this frame alone` },
    excess: { appeared: t`excess appeared`, vanished: t`excess vanished`, blip: t`excess in this frame alone` },
    displacement: {
      appeared: t`displacement appeared`,
      vanished: t`displacement vanished`,
      blip: t`displaced in this frame alone`,
    },
  }
  return isGone ? t`ordinary in this frame alone` : words[defect][kind]
}

function siteText({ sublattice, i, j }: Pick<EventRecord, 'sublattice' | 'i' | 'j'>): string {
  return `${sublattice} ${pair(String(i), String(j)).replaceAll('-', '−')}`
}

/** Of the intensity, or of the place. */
function changeText(event: EventRecord): TemplateResult {
  const { defect, change, changeError, shiftAngstrom, shiftErrorAngstrom, shiftPx, shiftErrorPx } = event
  if (defect !== 'displacement')
    return html`${signed(change, 0)} <span class="error">± ${fixed(changeError, 0)} %</span>`
  const { x, y } = shiftAngstrom ?? shiftPx
  return html`${fixed(Math.hypot(x, y), 2)}
    <span class="error">± ${fixed(shiftErrorAngstrom ?? shiftErrorPx, 2)} ${shiftAngstrom ? 'Å' : 'px'}</span>`
}

function frameText({ frame, detections, reason }: Series['result']['frames'][number], frames: number): string {
  const place = t`Frame ${frame} of ${frames}`
  return detections
    ? `${place} · ${count(detections.length, 'detection')}`
    : `${place} · ${t`not searched: ${saidError(reason ?? '')}`}`
}

function isSame(at: { x: number; y: number }, { frames, events }: Series['result'], k: number): boolean {
  const { column, frame } = events[k]
  const { judged } = frames[frame]
  return judged !== null && Math.hypot(judged.x[column] - at.x, judged.y[column] - at.y) < 1
}

function columnOf(columns: Series['record']['columns'], { label }: { label: string }): number {
  return columns.findIndex(({ sublattice, i, j }) => `${sublattice} ${i}, ${j}` === label)
}

declare global {
  interface HTMLElementTagNameMap {
    'lacuna-series': LacunaSeries
  }
}
