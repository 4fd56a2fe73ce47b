import type { Raster } from './canvas'
import type { Rgb } from './colour-map'
import type { Box, Drawing, Point, Shape, Stroke } from './drawing'
import { DOT, strokeWidth, textStrokes } from './stroke-font'

/** Parts of a letter's size that its line, and the halo around that, are wide. */
const WEIGHT = 0.125
const HALO = 0.36

type Segment = readonly [Point, Point]

/** The pixels of a drawing, `scale` of them to a unit; edges are smooth. The same on every machine. */
export function rasterise({ width, height, shapes }: Drawing, scale: number): Raster {
  const canvas = new Pixels(Math.round(width * scale), Math.round(height * scale), scale)
  for (const shape of shapes) canvas.paint(shape)
  return canvas
}

class Pixels implements Raster {
  readonly data: Uint8ClampedArray<ArrayBuffer>
  #clip: Box

  constructor(
    readonly width: number,
    readonly height: number,
    readonly scale: number,
  ) {
    this.data = new Uint8ClampedArray(4 * width * height).fill(255)
    this.#clip = { left: 0, top: 0, width, height }
  }

  paint(shape: Shape): void {
    switch (shape.kind) {
      case 'image':
        return this.#image(shape.raster, this.#scaled(shape.box))
      case 'box':
        return this.#box(this.#scaled(shape.box), shape.colour, shape.opacity)
      case 'disc': {
        const { x, y } = this.#at(shape.at)
        const radius = shape.radius * this.scale
        const distance = (px: number, py: number) => Math.hypot(px - x, py - y) - radius
        return this.#cover(around([shape.at], shape.radius, this.scale), distance, shape.colour, shape.opacity)
      }
      case 'ring':
        return this.#ring(shape.at, shape.radius, shape.stroke)
      case 'line':
        return this.#line(shape.closed ? [...shape.points, shape.points[0]] : shape.points, shape.stroke)
      case 'text':
        return this.#text(shape)
      case 'clip': {
        const before = this.#clip
        this.#clip = this.#scaled(shape.box)
        for (const inner of shape.shapes) this.paint(inner)
        this.#clip = before
      }
    }
  }

  #at({ x, y }: Point): Point {
    return { x: x * this.scale, y: y * this.scale }
  }

  #scaled({ left, top, width, height }: Box): Box {
    const { scale } = this
    return { left: left * scale, top: top * scale, width: width * scale, height: height * scale }
  }

  /** Each pixel is what lies under its middle, or the mean of what it covers where that is several pixels. */
  #image({ data, width, height }: Raster, box: Box): void {
    const [sx, sy] = [width / box.width, height / box.height]
    this.#each(box, (x, y) => {
      const [u, v] = [(x - box.left) * sx, (y - box.top) * sy]
      const [left, top] = [Math.floor(u), Math.floor(v)]
      const [right, bottom] = [Math.max(left + 1, Math.floor(u + sx)), Math.max(top + 1, Math.floor(v + sy))]
      const sum: [number, number, number] = [0, 0, 0]
      let count = 0
      for (let row = Math.max(0, top); row < Math.min(height, bottom); row++) {
        for (let column = Math.max(0, left); column < Math.min(width, right); column++) {
          const at = 4 * (row * width + column)
          for (let c = 0; c < 3; c++) sum[c] += data[at + c]
          count++
        }
      }
      if (count > 0) this.#blend(x, y, [sum[0] / count, sum[1] / count, sum[2] / count], 1)
    })
  }

  #box(box: Box, colour: Rgb, opacity: number): void {
    this.#each(box, (x, y) => this.#blend(x, y, colour, opacity))
  }

  #ring(at: Point, radius: number, stroke: Stroke): void {
    if (stroke.dashes.length > 0) {
      const steps = 72
      const circle = Array.from({ length: steps + 1 }, (_, k) => {
        const angle = (2 * Math.PI * k) / steps
        return { x: at.x + radius * Math.cos(angle), y: at.y + radius * Math.sin(angle) }
      })
      return this.#line(circle, stroke)
    }
    const { x, y } = this.#at(at)
    const [r, half] = [radius * this.scale, (stroke.width * this.scale) / 2]
    const distance = (px: number, py: number) => Math.abs(Math.hypot(px - x, py - y) - r) - half
    this.#cover(around([at], radius + stroke.width, this.scale), distance, stroke.colour, stroke.opacity)
  }

  #line(points: readonly Point[], { colour, width, opacity, dashes }: Stroke): void {
    const whole = points.slice(1).map((point, k): Segment => [points[k], point])
    const flat = dashes.length > 0
    this.#strokes(flat ? dashed(whole, dashes) : whole, { colour, width, opacity, flat })
  }

  #text({ text, at, anchor, size, colour, opacity, halo }: Extract<Shape, { kind: 'text' }>): void {
    const part = { start: 0, middle: 0.5, end: 1 }[anchor]
    const left = at.x - part * strokeWidth(text) * size
    const place = ({ x, y }: Point) => ({ x: left + x * size, y: at.y + y * size })
    const segments = textStrokes(text).map(([from, to]): Segment => [place(from), place(to)])
    if (halo) this.#strokes(segments, { colour: halo, width: HALO * size, opacity: 0.85 * opacity })
    this.#strokes(segments, { colour, width: Math.max(WEIGHT, 0.9 * DOT) * size, opacity })
  }

  /** Lines as one shape: where they overlap they cover no more than one does. Their ends are round, or `flat`. */
  #strokes(
    segments: readonly Segment[],
    { colour, width, opacity, flat = false }: Omit<Stroke, 'dashes'> & { flat?: boolean },
  ): void {
    if (segments.length === 0) return
    const half = (width * this.scale) / 2
    const lines = segments.map(([from, to]) => [this.#at(from), this.#at(to)] as const)
    const box = around(segments.flat(), width, this.scale)
    const covered = new Float32Array(Math.ceil(box.width + 2) * Math.ceil(box.height + 2))
    const columns = Math.ceil(box.width + 2)
    const [x0, y0] = [Math.floor(box.left), Math.floor(box.top)]
    for (const [from, to] of lines) {
      const near = around([from, to], half + 1, 1)
      const line = lineBetween(from, to)
      this.#each(near, (x, y) => {
        const { away, beyond } = distanceTo(line, x, y)
        // Most pixels lie beside the line, and need no root.
        const far = flat || beyond <= 0 ? away : Math.hypot(away, beyond)
        const cover = Math.min(1, half + 0.5 - far, flat ? 0.5 - beyond : 1)
        const at = (Math.floor(y) - y0) * columns + Math.floor(x) - x0
        if (cover > (covered[at] ?? 1)) covered[at] = cover
      })
    }
    this.#each(box, (x, y) => {
      const cover = covered[(Math.floor(y) - y0) * columns + Math.floor(x) - x0]
      if (cover > 0) this.#blend(x, y, colour, opacity * cover)
    })
  }

  /** What is nearer than half a pixel to where `distance` is negative. */
  #cover(box: Box, distance: (x: number, y: number) => number, colour: Rgb, opacity: number): void {
    this.#each(box, (x, y) => {
      const cover = Math.min(1, 0.5 - distance(x, y))
      if (cover > 0) this.#blend(x, y, colour, opacity * cover)
    })
  }

  /** Calls `act` with the middle of every pixel that lies in a box and is not clipped. */
  #each({ left, top, width, height }: Box, act: (x: number, y: number) => void): void {
    const clip = this.#clip
    const right = Math.min(Math.round(left + width), Math.round(clip.left + clip.width), this.width)
    const bottom = Math.min(Math.round(top + height), Math.round(clip.top + clip.height), this.height)
    for (let y = Math.max(0, Math.round(Math.max(top, clip.top))); y < bottom; y++) {
      for (let x = Math.max(0, Math.round(Math.max(left, clip.left))); x < right; x++) act(x + 0.5, y + 0.5)
    }
  }

  #blend(x: number, y: number, [red, green, blue]: Rgb, opacity: number): void {
    const { data } = this
    const at = 4 * (Math.floor(y) * this.width + Math.floor(x))
    data[at] += (red - data[at]) * opacity
    data[at + 1] += (green - data[at + 1]) * opacity
    data[at + 2] += (blue - data[at + 2]) * opacity
  }
}

/** A box around points, with room. */
function around(points: readonly Point[], room: number, scale: number): Box {
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)]
  const [left, top] = [Math.min(...xs) - room, Math.min(...ys) - room]
  const [right, bottom] = [Math.max(...xs) + room, Math.max(...ys) + room]
  return {
    left: Math.floor(left * scale) - 1,
    top: Math.floor(top * scale) - 1,
    width: Math.ceil((right - left) * scale) + 3,
    height: Math.ceil((bottom - top) * scale) + 3,
  }
}

/** A line from a point in a direction. */
interface Line {
  from: Point
  way: Point
  length: number
}

function lineBetween(from: Point, to: Point): Line {
  const length = Math.hypot(to.x - from.x, to.y - from.y)
  return {
    from,
    length,
    way: length > 0 ? { x: (to.x - from.x) / length, y: (to.y - from.y) / length } : { x: 1, y: 0 },
  }
}

/** How far a point is from a line, and how far beyond its ends. */
function distanceTo({ from, way, length }: Line, x: number, y: number): { away: number; beyond: number } {
  const dx = x - from.x
  const dy = y - from.y
  const along = dx * way.x + dy * way.y
  return { away: Math.abs(dx * way.y - dy * way.x), beyond: Math.max(-along, along - length) }
}

/** The parts of a line that are drawn. */
function dashed(segments: readonly Segment[], dashes: readonly number[]): Segment[] {
  const drawn: Segment[] = []
  let [index, left] = [0, dashes[0]]
  for (const [from, to] of segments) {
    const length = Math.hypot(to.x - from.x, to.y - from.y)
    const at = (along: number) => ({
      x: from.x + ((to.x - from.x) * along) / length,
      y: from.y + ((to.y - from.y) * along) / length,
    })
    for (let along = 0; along < length;) {
      const step = Math.min(left, length - along)
      if (index % 2 === 0) drawn.push([at(along), at(along + step)])
      along += step
      left -= step
      if (left <= 1e-9) left = dashes[++index % dashes.length]
    }
  }
  return drawn
}
