import { InputError } from '../errors'
import { corrupt } from './failures'
import type { Micrograph } from './micrograph'

/** 11,585 × 11,585 pixels, 512 MiB as float32: more than any STEM detector gives, less than what a page may hold. */
export const maxPixels = 2 ** 27

/** To be asked before memory for an image is taken: headers may say anything. */
export function requireReadableSize(name: string, ...shape: number[]): void {
  if (shape.some((size) => !Number.isSafeInteger(size) || size < 1))
    throw corrupt(name, `its size is ${shape.join(' × ')}`)
  const pixels = shape.reduce((product, size) => product * size, 1)
  if (pixels <= maxPixels) return
  throw new InputError(
    'too-large',
    name,
    `${shape.join(' × ')} is more than the ${maxPixels / 2 ** 20} Mi pixels that fit; crop it or split it`,
  )
}

/** `width` turns an index into a position for the message. `withGaps`: NaN passes. */
export function requireFinite(name: string, data: Float32Array, width: number, withGaps = false): void {
  // A loop, since a callback for each of sixteen million pixels would take longer than reading them.
  let index = 0
  while (index < data.length && (Number.isFinite(data[index]) || (withGaps && Number.isNaN(data[index])))) index++
  if (index === data.length) return
  const position = `column ${index % width}, row ${Math.floor(index / width)}`
  throw new InputError(
    'not-finite',
    name,
    `the value at ${position} is ${data[index]}; replace what is not a number, or crop it away`,
  )
}

/** Beyond this, squares and sums of float32 are no longer finite, and below it they are all zero. */
const intensities = { least: 1e-15, most: 1e12 }

/** What training and detection need: at least one patch, and something to see in it. */
export function requireUsable({ name, data, width, height }: Micrograph, minSize: number): void {
  if (Math.min(width, height) < minSize) {
    throw new InputError(
      'too-small',
      name,
      `${width} × ${height} pixels are less than one patch of ${minSize} × ${minSize}; take a larger micrograph`,
    )
  }
  requireFinite(name, data, width)
  if (data.every((value) => value === data[0])) {
    throw new InputError(
      'constant',
      name,
      `every pixel is ${data[0]}; there is nothing to learn, take another micrograph`,
    )
  }
  // Loops, as above.
  let [low, high] = [data[0], data[0]]
  for (const value of data) {
    if (value < low) low = value
    else if (value > high) high = value
  }
  if (Math.max(-low, high) <= intensities.most && high - low >= intensities.least) return
  throw new InputError(
    'out-of-scale',
    name,
    `its intensities go from ${low} to ${high}, too far for 32-bit numbers to be squared; multiply them by a constant, so that they ` +
      'differ by about 1 to 65535',
  )
}
