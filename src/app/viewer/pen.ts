import type { Rectangle } from '../../session/request'
import { type Point, type Size, toImage, type Transform } from './view'

/** The picture that is drawn on, and where it is on the screen; a `Camera` knows both. */
interface Paper {
  readonly picture: Size | null
  readonly transform: Transform | null
}

/** Draws the region to learn from: a stroke from one corner to the opposite one, in whole pixels of the picture. */
export class Pen {
  /** What is drawn so far; null between two strokes. */
  draft: Rectangle | null = null
  readonly #paper: Paper
  readonly #moved: () => void
  readonly #drawn: (region: Rectangle) => void

  constructor(paper: Paper, moved: () => void, drawn: (region: Rectangle) => void) {
    this.#paper = paper
    this.#moved = moved
    this.#drawn = drawn
  }

  /** Both ends are points of the screen. A stroke beside the picture draws nothing. */
  stroke(from: Point, to: Point): void {
    const { picture, transform } = this.#paper
    if (!picture || !transform) return
    const [start, end] = [toImage(transform, from), toImage(transform, to)]
    const [left, right] = span(start.x, end.x, picture.width)
    const [top, bottom] = span(start.y, end.y, picture.height)
    this.draft = right > left && bottom > top ? { x: left, y: top, width: right - left, height: bottom - top } : null
    this.#moved()
  }

  /** The end of a stroke, or of what turned out to be none. */
  lift(wasNone: boolean): void {
    const { draft } = this
    this.draft = null
    if (draft && !wasNone) this.#drawn(draft)
    if (draft) this.#moved()
  }
}

/** The pixels that a stretch touches, as far as the picture goes. */
function span(one: number, other: number, size: number): [number, number] {
  return [Math.max(0, Math.floor(Math.min(one, other))), Math.min(size, Math.ceil(Math.max(one, other)))]
}
