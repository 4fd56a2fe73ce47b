import { Random } from '../../src/nn'
import type { PatchSet } from '../../src/stem/patch/patches'

/** A column of a made-up micrograph. */
export interface MadeColumn {
  x: number
  y: number
  height: number
}

/** Alternating columns 12√2 px apart whose heights (1 and 0.7) scatter by 5 % and whose places by 0.5 px. */
export function madeColumns(width: number, height: number, seed: number, scatter = 1): MadeColumn[] {
  const random = new Random(seed)
  const columns: MadeColumn[] = []
  for (let j = -1; j * 12 < height + 12; j++) {
    for (let i = -1; i * 12 < width + 12; i++) {
      if ((i + j) % 2 !== 0) continue
      columns.push({
        x: 12 * i + 5 + 0.5 * scatter * random.normal(),
        y: 12 * j + 4 + 0.5 * scatter * random.normal(),
        height: (i % 2 === 0 ? 1 : 0.7) * (1 + 0.05 * scatter * random.normal()),
      })
    }
  }
  return columns
}

/** Gaussians of σ 3.9 px on a level of 0.2, [height, width]. */
export function draw(columns: readonly MadeColumn[], width: number, height: number): Float32Array<ArrayBuffer> {
  const image = new Float32Array(width * height).fill(0.2)
  for (const { x, y, height: peak } of columns) {
    for (let row = Math.max(0, Math.ceil(y - 16)); row <= Math.min(height - 1, y + 16); row++) {
      for (let column = Math.max(0, Math.ceil(x - 16)); column <= Math.min(width - 1, x + 16); column++) {
        image[row * width + column] += peak * Math.exp((-0.5 * ((column - x) ** 2 + (row - y) ** 2)) / 3.9 ** 2)
      }
    }
  }
  return image
}

/** Patches of 64 px at the given places of one image. */
export function cut(image: Float32Array, width: number, places: readonly (readonly [number, number])[]): PatchSet {
  const data = new Float32Array(places.length * 4096)
  places.forEach(([x, y], n) => {
    for (let row = 0; row < 64; row++) {
      data.set(image.subarray((y + row) * width + x, (y + row) * width + x + 64), n * 4096 + row * 64)
    }
  })
  return { data, count: places.length, size: 64 }
}
