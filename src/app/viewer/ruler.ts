import type { Line } from '../../session/picture/profile'
import { strokeOver } from './ink'
import { type Point, type Size, toImage, toScreen, type Transform } from './view'

/** The picture that is measured, and where it is on the screen; a `Camera` knows both. */
interface Ground {
  readonly picture: Size | null
  readonly transform: Transform | null
}

/** A line that is drawn over the picture, by a stroke or from point to point. */
export class Ruler {
  line: Line | null = null
  readonly #ground: Ground
  readonly #moved: () => void
  /** Whether the end of the line follows what points. */
  #open = false

  constructor(ground: Ground, moved: () => void) {
    this.#ground = ground
    this.#moved = moved
  }

  clear(): void {
    this.#open = false
    this.#set(null)
  }

  /** Both ends are points of the screen. */
  stroke(from: Point, to: Point): void {
    const { transform } = this.#ground
    if (!transform) return
    this.#open = false
    this.#set({ from: this.#within(toImage(transform, from)), to: this.#within(toImage(transform, to)) })
  }

  /** Begins a line at a point of the picture, or ends the one that was begun. */
  mark(at: Point): void {
    if (this.#open && this.line) this.#set({ ...this.line, to: this.#within(at) })
    else this.#set({ from: this.#within(at), to: this.#within(at) })
    this.#open = !this.#open
  }

  /** The open end of a line goes to a point of the picture. */
  follow(at: Point): void {
    if (this.#open && this.line) this.#set({ ...this.line, to: this.#within(at) })
  }

  #within({ x, y }: Point): Point {
    const { width, height } = this.#ground.picture ?? { width: 0, height: 0 }
    return { x: Math.min(Math.max(x, 0), width), y: Math.min(Math.max(y, 0), height) }
  }

  #set(line: Line | null): void {
    this.line = line
    this.#moved()
  }
}

/** A line with a bar across either end. */
export function paintRuler(context: CanvasRenderingContext2D, transform: Transform, line: Line): void {
  const [from, to] = [toScreen(transform, line.from), toScreen(transform, line.to)]
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1
  const [x, y] = [(-7 * (to.y - from.y)) / length, (7 * (to.x - from.x)) / length]
  strokeOver(context, () => {
    context.moveTo(from.x, from.y)
    context.lineTo(to.x, to.y)
    for (const end of [from, to]) {
      context.moveTo(end.x - x, end.y - y)
      context.lineTo(end.x + x, end.y + y)
    }
  })
}
