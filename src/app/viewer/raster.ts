import { HEAT_STEPS, heatTable } from '../../session/colour-map'

/** Pixels coloured between two frames: about 10 ms of work, so the page never stalls on a large micrograph. */
const BAND = 1 << 20

/** Writes pixel `index` of a picture into `rgba` at `4 · target`. */
type Painter = (rgba: Uint8ClampedArray, target: number, index: number) => void

/** Intensities as opaque grey, `low` black and `high` white. */
export function greyPainter(data: Float32Array, low: number, high: number): Painter {
  const gain = 255 / (high - low || 1)
  return (rgba, target, index) => {
    const grey = (data[index] - low) * gain
    rgba[4 * target] = grey
    rgba[4 * target + 1] = grey
    rgba[4 * target + 2] = grey
    rgba[4 * target + 3] = 255
  }
}

/** Differences in the diverging map, ±`limit` at its ends, transparent where they are less than `quiet`. */
export function heatPainter(heat: Float32Array, { quiet, limit }: { quiet: number; limit: number }): Painter {
  const table = heatTable()
  return (rgba, target, index) => {
    const t = Math.abs(heat[index]) < quiet ? 0 : Math.max(-1, Math.min(1, heat[index] / limit))
    const entry = 4 * (HEAT_STEPS + Math.round(HEAT_STEPS * t))
    for (let channel = 0; channel < 4; channel++) rgba[4 * target + channel] = table[entry + channel]
  }
}

/**
 * Colours a picture once into an off-screen canvas, which each frame then only scales. Works in bands of rows with a
 * pause between them; resolves to null when `signal` aborts because a newer picture has come.
 */
export async function rasterise(
  width: number,
  height: number,
  paint: Painter,
  signal: AbortSignal,
): Promise<OffscreenCanvas | null> {
  const canvas = new OffscreenCanvas(width, height)
  const context = canvas.getContext('2d')
  if (!context) return null
  const rows = Math.max(1, Math.floor(BAND / width))
  for (let top = 0; top < height; top += rows) {
    const band = new ImageData(width, Math.min(rows, height - top))
    const first = top * width
    for (let target = 0; target < width * band.height; target++) paint(band.data, target, first + target)
    context.putImageData(band, 0, top)
    if (top + rows < height) await nextTask()
    if (signal.aborted) return null
  }
  return canvas
}

function nextTask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve))
}

/** Display range that ignores the darkest and brightest 0.2 %: one hot pixel must not turn the crystal black. */
export function contrastRange(data: Float32Array): { low: number; high: number } {
  const stride = Math.max(1, Math.floor(data.length / 65_536))
  const sample = new Float32Array(Math.ceil(data.length / stride))
  for (let index = 0; index < sample.length; index++) sample[index] = data[index * stride]
  sample.sort()
  const last = sample.length - 1
  const low = sample[Math.floor(0.002 * last)]
  const high = sample[Math.ceil(0.998 * last)]
  return high > low ? { low, high } : { low: sample[0], high: sample[last] }
}
