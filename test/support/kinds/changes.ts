import { CELLS } from './cells'
import type { Case } from './made'
import { made } from './made'
import type { Sequences } from './mulberry'
import { disc } from './picture'

/** Columns with 75, 50 and 0 % left: what is left should be said. */
export function strengths(random: Sequences): Case[] {
  const rows = [
    { cell: 'mos2', a: 20, sites: [1], apart: 2.2, film: 0 },
    { cell: 'graphene', a: 20, sites: undefined, apart: 2.2, film: 0.8 },
    { cell: 'perovskite', a: 20, sites: [0], apart: 2.2, film: 0 },
    { cell: 'square', a: 17, sites: undefined, apart: 1.05, film: 0 },
  ] as const
  return rows.map(({ cell, a, sites, apart, film }, k) => ({
    name: `strength-${cell}`,
    note: 'columns with 75, 50 and 0 % left',
    make: () => {
      const r = random(10, k)
      const spacing = a * r.uniform(0.95, 1.15)
      const thick = disc({ x: r.uniform(120, 220), y: r.uniform(120, 220) }, 80, 0.06)
      return made(r, {
        cell: cell === 'mos2' ? CELLS.mos2(spacing, 0.6) : CELLS[cell](spacing),
        spacing,
        defects: 9,
        kinds: ['quarter', 'half', 'vacancy'],
        apart: apart * spacing,
        dose: 300,
        alloy: 0.005,
        sites,
        film: film ? (value, x, y) => value + film * thick(x, y) : undefined,
        expected: { strengths: { vacancy: -100, half: -50, quarter: -25 } },
      })
    },
  }))
}

/** Displaced columns: by how much should be said. */
export function displacements(random: Sequences): Case[] {
  const rows = [
    { cell: 'square', a: 17, shift: 2.3, strain: 0 },
    { cell: 'perovskite', a: 22, shift: 2.2, strain: 1.5 },
    { cell: 'graphene', a: 22, shift: 2.4, strain: 0 },
    { cell: 'hexagonal', a: 18, shift: 2.6, strain: 0 },
    { cell: 'rectangular', a: 20, shift: 2.5, strain: 0 },
  ] as const
  return rows.map(({ cell, a, shift, strain }, k) => ({
    name: `displaced-${cell}`,
    note: `four displaced by ${shift} px`,
    make: () => {
      const r = random(11, k)
      const spacing = a * r.uniform(0.95, 1.15)
      return made(r, {
        cell: CELLS[cell](spacing),
        spacing,
        defects: 4,
        kinds: ['shift'],
        shift,
        apart: 3 * spacing,
        dose: 800,
        alloy: 0.005,
        sites: [0],
        strain,
        expected: { displacement: shift },
      })
    },
  }))
}
