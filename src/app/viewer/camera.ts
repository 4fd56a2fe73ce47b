import type { ReactiveController, ReactiveControllerHost } from 'lit'
import {
  between,
  fitView,
  isFit,
  panBy,
  type Picture,
  type Point,
  type Scene,
  type Size,
  type Transform,
  type View,
  viewOf,
  viewTransform,
  zoomAt,
} from './view'

const FLIGHT_MS = 260

export interface Share {
  x: number
  y: number
  zoom: number
}

interface Goal {
  point: Point
  span: number
}

/** Where the viewer looks: keeps the view through resizes, flies to a position unless reduced motion is asked for. */
export class Camera implements ReactiveController {
  picture: Picture | null = null
  viewport: Size = { width: 0, height: 0 }
  #view: View | null = null
  #frame = 0
  /** Where a flight that is under way leads; null when the view is at rest. */
  #goal: Goal | null = null
  readonly #moved: () => void

  constructor(host: ReactiveControllerHost, moved: () => void) {
    this.#moved = moved
    host.addController(this)
  }

  hostDisconnected(): void {
    this.#land()
  }

  get transform(): Transform | null {
    const scene = this.#scene
    return scene && this.#view ? viewTransform(this.#view, scene) : null
  }

  /** CSS pixels per image pixel. */
  get scale(): number {
    return this.#view?.scale ?? 1
  }

  get atFit(): boolean {
    const scene = this.#scene
    return !scene || !this.#view || isFit(this.#view, scene)
  }

  /** Where one looks in parts of the picture, and how near against the fit: the same of two pictures whatever their sizes. */
  get share(): Share | null {
    const scene = this.#scene
    if (!scene || !this.#view || this.viewport.width === 0) return null
    const { centre, scale } = this.#view
    const { width, height } = scene.picture
    return { x: centre.x / width, y: centre.y / height, zoom: scale / fitView(scene).scale }
  }

  set share(share: Share | null) {
    const scene = this.#scene
    if (!share || !scene || this.viewport.width === 0) return
    const { width, height } = scene.picture
    this.#set({ centre: { x: share.x * width, y: share.y * height }, scale: share.zoom * fitView(scene).scale })
  }

  /** Whether a picture of this size is shown already. */
  isOf(picture: Picture | null): boolean {
    const { picture: shown } = this
    if (!picture || !shown) return picture === shown
    return picture.width === shown.width && picture.height === shown.height && picture.aspect === shown.aspect
  }

  show(picture: Picture | null): void {
    this.picture = picture
    this.#view = null
    this.fit()
  }

  resize(viewport: Size): void {
    const wasFit = this.atFit
    this.viewport = viewport
    // Choosing a detection opens a panel that resizes the viewer just as it sets off.
    if (this.#goal) this.flyTo(this.#goal.point, this.#goal.span)
    else if (wasFit) this.fit()
    else this.#moved()
  }

  fit(): void {
    const scene = this.#scene
    if (scene && this.viewport.width > 0) this.#set(fitView(scene))
  }

  pan(distance: Point): void {
    const scene = this.#scene
    if (scene && this.#view) this.#set(panBy(this.#view, scene, distance))
  }

  zoom(anchor: Point, factor: number): void {
    const scene = this.#scene
    if (scene && this.#view) this.#set(zoomAt(this.#view, scene, anchor, factor))
  }

  zoomCentre(factor: number): void {
    this.zoom({ x: this.viewport.width / 2, y: this.viewport.height / 2 }, factor)
  }

  /** Shows `point` with `span` image pixels around it. A nearer view is kept: whoever zoomed in meant it. */
  flyTo(point: Point, span: number): void {
    const scene = this.#scene
    if (!scene || !this.#view || this.viewport.width === 0) return
    const target = viewOf(point, span, scene)
    const from = this.#view
    const to = { ...target, scale: Math.max(target.scale, from.scale) }
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) {
      this.#set(to)
      return
    }
    this.#land()
    this.#goal = { point, span }
    const start = performance.now()
    const step = (now: number) => {
      const time = Math.min(1, Math.max(0, (now - start) / FLIGHT_MS))
      this.#place(between(from, to, time * time * (3 - 2 * time)))
      if (time < 1) this.#frame = requestAnimationFrame(step)
      else this.#goal = null
    }
    this.#frame = requestAnimationFrame(step)
  }

  get #scene(): Scene | null {
    const { picture, viewport } = this
    return picture && { picture, viewport }
  }

  #set(view: View): void {
    this.#land()
    this.#place(view)
  }

  #land(): void {
    cancelAnimationFrame(this.#frame)
    this.#goal = null
  }

  #place(view: View): void {
    this.#view = view
    this.#moved()
  }
}
