import { toGrey } from './grey'

/** Neighbours that differ by less than this part of what colours of a table differ on average make a smooth ramp. */
const smooth = 0.35

/**
 * What the indices of a colour table mean. Grey tables hold the intensities. A smooth ramp of colours is a false-colour table,
 * laid over an image whose intensities are the indices themselves; colours in no order are a photograph's, and become luma.
 * `rgb` is interleaved; `used` counts the entries that are.
 */
export function indexedIntensities(
  rgb: ArrayLike<number>,
  used: number,
): { values: Float32Array; falseColour: boolean } {
  const isGrey = Array.from({ length: used }, (_, at) => 3 * at).every(
    (at) => rgb[at] === rgb[at + 1] && rgb[at] === rgb[at + 2],
  )
  const falseColour = !isGrey && used > 2 && isRamp(rgb, used)
  const values = falseColour ? Float32Array.from({ length: rgb.length / 3 }, (_, index) => index) : toGrey(rgb, 3)
  return { values, falseColour }
}

export const FALSE_COLOUR = 'its colours are false: the intensities are the indices of its colour table'

function isRamp(rgb: ArrayLike<number>, used: number): boolean {
  const mean = (step: number) => {
    let sum = 0
    for (let at = 0; at < used; at++) sum += distance(rgb, at, (at + step) % used)
    return sum / used
  }
  // Halfway through a table, and a third of it on, colours differ as those of any two entries do.
  return mean(1) < (smooth * (mean(used >> 1) + mean(Math.ceil(used / 3)))) / 2
}

function distance(rgb: ArrayLike<number>, a: number, b: number): number {
  return Math.hypot(...[0, 1, 2].map((channel) => rgb[3 * a + channel] - rgb[3 * b + channel]))
}
