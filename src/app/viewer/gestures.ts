import type { ReactiveController, ReactiveControllerHost } from 'lit'
import type { Point } from './view'

export interface GestureTarget {
  /** One pointer is dragged: by so much since it was heard of last, and all the way from where it went down. */
  drag(by: Point, from: Point, to: Point): void
  /** The drag has ended, or was none: a tap, or cut short by a second finger or by the system. */
  drop(wasNone: boolean): void
  pan(distance: Point): void
  zoom(anchor: Point, factor: number): void
  hover(at: Point | null): void
  tap(at: Point): void
}

/** A pointer that moved less than this between down and up was a click. */
const TAP_SLOP = 5
const WHEEL_GAIN = 0.0016
/** A notch of a wheel that counts lines, in pixels. */
const LINE = 16

/** Mouse, pen and touch on one surface → drag, pan, zoom, hover and tap, in the surface's own CSS pixels. */
export class Gestures implements ReactiveController {
  readonly #target: GestureTarget
  readonly #pointers = new Map<number, Point>()
  #surface: HTMLElement | null = null
  /** Where the first finger went down, and whether its drag has been cut short since. */
  #start: Point = { x: 0, y: 0 }
  #cutShort = false
  #travel = 0

  constructor(host: ReactiveControllerHost, target: GestureTarget) {
    this.#target = target
    host.addController(this)
  }

  attach(surface: HTMLElement): void {
    this.#surface = surface
    surface.addEventListener('pointerdown', this.#down)
    surface.addEventListener('pointermove', this.#move)
    surface.addEventListener('pointerup', this.#up)
    surface.addEventListener('pointercancel', this.#cancel)
    surface.addEventListener('pointerleave', this.#leave)
    // A passive listener could not keep the page from scrolling while the picture zooms.
    surface.addEventListener('wheel', this.#wheel, { passive: false })
  }

  hostDisconnected(): void {
    this.#pointers.clear()
  }

  readonly #down = (event: PointerEvent): void => {
    if (event.button !== 0) return
    this.#surface?.setPointerCapture(event.pointerId)
    if (this.#pointers.size === 0) {
      this.#start = this.#at(event)
      this.#travel = 0
      this.#cutShort = false
    } else this.#cut()
    this.#pointers.set(event.pointerId, this.#at(event))
  }

  readonly #move = (event: PointerEvent): void => {
    const now = this.#at(event)
    if (event.pointerType !== 'touch') this.#target.hover(now)
    const before = this.#pointers.get(event.pointerId)
    if (!before) return
    this.#travel += Math.hypot(now.x - before.x, now.y - before.y)
    const other = [...this.#pointers].find(([id]) => id !== event.pointerId)?.[1]
    this.#pointers.set(event.pointerId, now)
    if (!other) {
      const by = { x: now.x - before.x, y: now.y - before.y }
      // What one of two fingers does after the other has gone is still part of the pinch.
      if (this.#cutShort) this.#target.pan(by)
      else this.#target.drag(by, this.#start, now)
      return
    }
    // Two fingers: the middle moves the picture, their distance scales it. The other finger reports its own share.
    this.#target.pan({ x: (now.x - before.x) / 2, y: (now.y - before.y) / 2 })
    const spread =
      Math.hypot(now.x - other.x, now.y - other.y) / (Math.hypot(before.x - other.x, before.y - other.y) || 1)
    this.#target.zoom({ x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 }, spread)
  }

  readonly #up = (event: PointerEvent): void => {
    if (!this.#pointers.delete(event.pointerId)) return
    if (this.#pointers.size > 0 || this.#cutShort) return
    const isTap = this.#travel < TAP_SLOP
    this.#target.drop(isTap)
    if (isTap) this.#target.tap(this.#at(event))
  }

  readonly #cancel = (event: PointerEvent): void => {
    this.#pointers.delete(event.pointerId)
    this.#cut()
  }

  readonly #leave = (): void => {
    this.#target.hover(null)
  }

  readonly #wheel = (event: WheelEvent): void => {
    event.preventDefault()
    const distance = event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE : 1)
    // A pinch on a touchpad arrives as a wheel with the control key, in finer steps.
    this.#target.zoom(this.#at(event), Math.exp(-distance * WHEEL_GAIN * (event.ctrlKey ? 6 : 1)))
  }

  #cut(): void {
    this.#cutShort = true
    this.#target.drop(true)
  }

  #at(event: MouseEvent): Point {
    const box = this.#surface?.getBoundingClientRect()
    return { x: event.clientX - (box?.left ?? 0), y: event.clientY - (box?.top ?? 0) }
  }
}
