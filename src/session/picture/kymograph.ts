import { diverging, type Rgb } from './colour-map'
import type { Drawing, Shape } from './drawing'
import { glyph, LETTERS } from './shapes'
import { strokeWidth } from './stroke-font'
import type { Mark } from './marks'

/** What a kymograph shows: columns one below the other, frames from left to right. */
export interface KymographScene {
  /** Numbers of the frames. */
  frames: readonly number[]
  rows: readonly KymographRow[]
}

interface KymographRow {
  label: string
  /** Change of intensity against what stands around, in each frame: −1 for nothing left; null where the frame does not show the column. */
  changes: readonly (number | null)[]
  /** What happens, by index of the frame. */
  events: readonly { frame: number; mark: Mark }[]
}

/** Units. */
const WIDTH = 640
const ROW = 18
const MARGIN = { top: 30, right: 16, bottom: 56 }
/** The change at the ends of the colours: a quarter of a column shows as well as all of it. */
export const LIMIT = 0.5
/** Frames that are numbered, at most. */
const NUMBERED = 12
const INK: Rgb = [20, 22, 26]
const PALE: Rgb = [214, 217, 222]
const WHITE: Rgb = [255, 255, 255]

/** A cell a frame and column, coloured by how much is missing or too much; a shape at every event. */
export function kymograph({ frames, rows }: KymographScene): Drawing {
  const left = 16 + Math.max(strokeWidth('frame'), ...rows.map(({ label }) => strokeWidth(label))) * LETTERS
  const cell = (WIDTH - left - MARGIN.right) / frames.length
  const top = (k: number) => MARGIN.top + k * ROW
  const bottom = top(rows.length)
  const every = Math.ceil(frames.length / NUMBERED)
  const numbers = frames.flatMap((frame, k) =>
    k % every === 0 ? [words(String(frame), { x: left + (k + 0.5) * cell, y: MARGIN.top - 8 }, 'middle')] : [],
  )
  return {
    width: WIDTH,
    height: bottom + MARGIN.bottom,
    shapes: [
      words('frame', { x: left - 8, y: MARGIN.top - 8 }, 'end'),
      ...numbers,
      ...rows.flatMap(({ label, changes, events }, k): Shape[] => [
        words(label, { x: left - 8, y: top(k) + ROW / 2 + 0.35 * LETTERS }, 'end'),
        ...changes.map((change, t): Shape => ({
          kind: 'box',
          box: { left: left + t * cell, top: top(k) + 1, width: cell, height: ROW - 2 },
          colour: change === null ? PALE : diverging(change / LIMIT),
          opacity: 1,
        })),
        ...events.flatMap(({ frame, mark }) =>
          glyph(mark, { x: left + (frame + 0.5) * cell, y: top(k) + ROW / 2 }, 5, [
            { colour: INK, width: 3.5, opacity: 0.8, dashes: [] },
            { colour: WHITE, width: 1.75, opacity: 1, dashes: [] },
          ]),
        ),
      ]),
      ...keyShapes(left, bottom + 26),
    ],
  }
}

/** What the colours stand for. */
function keyShapes(left: number, y: number): Shape[] {
  const [low, high] = [`−${100 * LIMIT} %`, `+${100 * LIMIT} %`]
  const start = left + strokeWidth(low) * LETTERS + 8
  const [bar, steps] = [120, 33]
  return [
    words(low, { x: left, y }, 'start'),
    ...Array.from({ length: steps }, (_, k): Shape => ({
      kind: 'box',
      box: { left: start + (k * bar) / steps, top: y - 9, width: bar / steps + 0.5, height: 9 },
      colour: diverging((2 * k) / (steps - 1) - 1),
      opacity: 1,
    })),
    words(`${high} of the intensity around`, { x: start + bar + 8, y }, 'start'),
    words('grey: not shown, a shape: what appears, vanishes or moves', { x: left, y: y + 20 }, 'start'),
  ]
}

function words(text: string, at: { x: number; y: number }, anchor: 'start' | 'middle' | 'end'): Shape {
  return { kind: 'text', text, at, anchor, size: LETTERS, colour: INK, opacity: 1, halo: null }
}
