import type { Random } from '../../nn'

const WAVES = 8

/** A function of position (px) of mean 0 and rms 1 over many fields of view. */
export type SmoothField = (x: number, y: number) => number

/** The waves of a smooth field: at most `cycles` of each to the field of view; `rowsOnly`: it depends on the row alone. */
interface Waves {
  width: number
  height: number
  cycles: number
  rowsOnly?: boolean
}

/**
 * A sum of plane waves of random direction and phase: what thickness, contamination and strain do over a micrograph, and,
 * by the rows only, drift.
 */
export function smoothField(random: Random, { width, height, cycles, rowsOnly = false }: Waves): SmoothField {
  const waves = Array.from({ length: WAVES }, () => ({
    u: rowsOnly ? 0 : (2 * Math.PI * random.uniform(-cycles, cycles)) / width,
    v: (2 * Math.PI * random.uniform(-cycles, cycles)) / height,
    phase: random.uniform(0, 2 * Math.PI),
  }))
  const amplitude = Math.sqrt(2 / WAVES)
  return (x, y) => amplitude * waves.reduce((sum, { u, v, phase }) => sum + Math.cos(u * x + v * y + phase), 0)
}
