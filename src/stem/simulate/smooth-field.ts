import type { Random } from '../../nn'

const WAVES = 8

/** A function of position (px) of mean 0 and rms 1 over many fields of view. */
export type SmoothField = (x: number, y: number) => number

/**
 * A sum of plane waves of random direction and phase, at most `cycles` of each to the field of view: what thickness,
 * contamination and strain do over a micrograph. With `rowsOnly` it depends on the row alone, as drift does.
 */
export function smoothField(
  random: Random,
  width: number,
  height: number,
  cycles: number,
  rowsOnly = false,
): SmoothField {
  const waves = Array.from({ length: WAVES }, () => ({
    u: rowsOnly ? 0 : (2 * Math.PI * random.uniform(-cycles, cycles)) / width,
    v: (2 * Math.PI * random.uniform(-cycles, cycles)) / height,
    phase: random.uniform(0, 2 * Math.PI),
  }))
  const amplitude = Math.sqrt(2 / WAVES)
  return (x, y) => amplitude * waves.reduce((sum, { u, v, phase }) => sum + Math.cos(u * x + v * y + phase), 0)
}
