import { CELLS } from './cells'
import type { Case } from './made'
import { made } from './made'
import type { Sequences } from './mulberry'

/** Hot pixels, and intensities in odd units. */
export function spikes(random: Sequences): Case[] {
  return [...hot(random), ...units(random)]
}

function hot(random: Sequences): Case[] {
  const rows = [
    { cell: 'perovskite', a: 18, pixels: 10, counts: 4000 },
    { cell: 'graphene', a: 20, pixels: 40, counts: 500 },
    { cell: 'rectangular', a: 17, pixels: 80, counts: 400 },
    { cell: 'square', a: 15, pixels: 3, counts: 65000 },
  ] as const
  return rows.map(({ cell, a, pixels, counts }, k) => ({
    name: `hot-${cell}`,
    note: `${pixels} hot pixels`,
    make: () => {
      const r = random(23, k)
      const spacing = a * r.uniform(0.95, 1.1)
      return made(r, {
        cell: CELLS[cell](spacing),
        spacing,
        defects: 3,
        dose: 60,
        detector: (picture, sequence) => {
          for (let n = 0; n < pixels; n++) {
            const at = Math.floor(sequence.uniform() * picture.length)
            picture[at] += counts * sequence.uniform(0.5, 1)
            if (sequence.uniform() < 0.2 && at + 1 < picture.length) picture[at + 1] += 0.5 * counts
          }
          return picture
        },
      })
    },
  }))
}

function units(random: Sequences): Case[] {
  const rows = [
    { cell: 'perovskite', unit: 1e33 },
    { cell: 'mos2', unit: 1e-30 },
  ] as const
  return rows.map(({ cell, unit }, k) => ({
    name: `unit-${cell}`,
    note: `× ${unit}`,
    make: () => {
      const r = random(24, k)
      const spacing = 19 * r.uniform(0.95, 1.2)
      return made(r, {
        cell: CELLS[cell](spacing),
        spacing,
        defects: 4,
        sites: [0],
        dose: 60,
        detector: (picture) => picture.map((count) => count * unit),
      })
    },
  }))
}
