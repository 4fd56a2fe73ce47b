import type { ReactiveController, ReactiveControllerHost } from 'lit'
import { strokeOver } from './ink'
import { type Point, type Size, toImage, toScreen, type Transform } from './view'

/** The picture that is pointed at, and where it is on the screen; a `Camera` knows both. */
interface Ground {
  readonly picture: Size | null
  readonly viewport: Size
  readonly transform: Transform | null
}

const WAYS: Readonly<Record<string, Point | undefined>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
}

/** Arms of the cross, CSS pixels. */
const ARM = 11

/** A cross that the arrow keys move over the picture: what a pointer is for those who use none. */
export class Cursor implements ReactiveController {
  /** Px of the micrograph; null while it is not in sight. */
  at: Point | null = null
  readonly #ground: Ground
  readonly #moved: () => void

  constructor(host: ReactiveControllerHost, ground: Ground, moved: () => void) {
    this.#ground = ground
    this.#moved = moved
    host.addController(this)
  }

  hostDisconnected(): void {
    this.at = null
  }

  hide(): void {
    if (!this.at) return
    this.at = null
    this.#moved()
  }

  /** Whether a key has moved it; it begins in the middle of what is seen. `step` is px of the micrograph. */
  press(key: string, step: number): boolean {
    const way = WAYS[key]
    const { picture, viewport, transform } = this.#ground
    if (!way || !picture || !transform) return false
    const { x, y } = this.at ?? toImage(transform, { x: viewport.width / 2, y: viewport.height / 2 })
    const within = (value: number, size: number) => Math.min(Math.max(value, 0), size - 1e-6)
    this.at = { x: within(x + step * way.x, picture.width), y: within(y + step * way.y, picture.height) }
    this.#moved()
    return true
  }
}

export function paintCursor(context: CanvasRenderingContext2D, transform: Transform, cursor: Point): void {
  const { x, y } = toScreen(transform, cursor)
  strokeOver(context, () => {
    context.moveTo(x - ARM, y)
    context.lineTo(x + ARM, y)
    context.moveTo(x, y - ARM)
    context.lineTo(x, y + ARM)
  })
}
