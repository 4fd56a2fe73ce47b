import type { Basis } from '../math/vector'
import type { Vector } from '../math/vector'
import { combine, length } from '../math/vector'
import type { ComplexGrid } from './lock-in'
import type { Grid } from './grid'
import { lockIn } from './lock-in'
import { contrastAt } from './peaks'
import type { Plane, Spectrum } from './spectrum'
import { powerAt } from './spectrum'

/** Waves of the lattice that are followed: the strongest of low order. */
const COUNT = 9
const ORDERS = 4
/** Half the shortest period that a picture holds, with room for its own blur. */
const FINEST = 2.6
/** Those with less of the strongest one's power tell nothing. */
const WEAKEST = 3e-4
const CLEAREST = 2

export interface Harmonic {
  frequency: Vector
  amplitudes: ComplexGrid
}

/** Frequencies of the lattice's strongest waves, which span its reciprocal lattice. */
export function strongestWaves(basis: Basis, spectrum: Spectrum, floor: Float64Array): Vector[] {
  const found: { frequency: Vector; h: number; k: number; power: number; contrast: number }[] = []
  for (let h = 0; h <= ORDERS; h++) {
    for (let k = h === 0 ? 1 : -ORDERS; k <= ORDERS; k++) {
      const frequency = combine(basis, h, k)
      if (length(frequency) > 1 / FINEST) continue
      const [x, y] = [Math.round(frequency.x * spectrum.columns), Math.round(frequency.y * spectrum.rows)]
      const power = Math.max(...[-1, 0, 1].flatMap((i) => [-1, 0, 1].map((j) => powerAt(spectrum, x + i, y + j))))
      found.push({ frequency, h, k, power, contrast: contrastAt(spectrum, floor, x, y) })
    }
  }
  found.sort((p, q) => q.power - p.power)
  const clear = found.filter(
    ({ power, contrast }, i) => i < 3 || (power > WEAKEST * found[0].power && contrast > CLEAREST),
  )
  const chosen = clear.slice(0, COUNT)
  // Two waves along one line say nothing of the other direction.
  const [first] = chosen
  if (first && chosen.every(({ h, k }) => h * first.k === k * first.h)) {
    const across = found.find(({ h, k }) => h * first.k !== k * first.h)
    if (across) chosen.push(across)
  }
  return chosen.map(({ frequency }) => frequency)
}

export function followWaves(plane: Plane, frequencies: readonly Vector[], grid: Grid, sigma: number): Harmonic[] {
  return frequencies.map((frequency) => ({ frequency, amplitudes: lockIn(plane, frequency, grid, sigma) }))
}
