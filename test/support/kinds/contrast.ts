import { CELLS } from './cells'
import { drawn, grow, inside } from './columns'
import type { Case } from './made'
import { made } from './made'
import type { Sequences } from './mulberry'

/** Dark columns, and columns where the lattice has none. */
export function contrast(random: Sequences): Case[] {
  return [...dark(random), ...interstitials(random)]
}

function dark(random: Sequences): Case[] {
  const rows = [
    { cell: 'withOxygen', a: 24, depth: 0.7, dose: 150 },
    { cell: 'graphene', a: 19, depth: 0.8, dose: 150 },
    { cell: 'rectangular', a: 18, depth: 0.6, dose: 100 },
  ] as const
  return rows.map(({ cell, a, depth, dose }, k) => ({
    name: `dark-${cell}`,
    note: 'dark columns',
    make: () => {
      const r = random(19, k)
      const spacing = a * r.uniform(0.95, 1.1)
      return made(r, {
        cell: CELLS[cell](spacing),
        spacing,
        defects: 4,
        kinds: ['vacancy'],
        sites: [0, 1],
        dose,
        background: 0,
        optics: (picture) => picture.map((value) => 1.6 - depth * value),
      })
    },
  }))
}

function interstitials(random: Sequences): Case[] {
  const rows = [
    { cell: 'square', a: 22, place: [0.5, 0.5, 0.6] },
    { cell: 'graphene', a: 24, place: [0, 0, 0.5] },
    { cell: 'perovskite', a: 26, place: [0.5, 0, 0.4] },
    { cell: 'rectangular', a: 22, place: [0.5, 0, 0.5] },
  ] as const
  const size = { width: 360, height: 360 }
  return rows.map(({ cell: name, a, place }, k) => ({
    name: `interstitials-${name}`,
    note: 'four interstitials',
    make: () => {
      const r = random(20, k)
      const spacing = a * r.uniform(0.95, 1.1)
      const usual = CELLS[name](spacing)
      const cell = { ...usual, sigma: 0.95 * usual.sigma }
      const degrees = r.uniform(0, 60)
      const whole = inside(size, 2 * spacing)
      return made(r, {
        ...size,
        cell,
        spacing,
        columns: grow(cell, { ...size, degrees }),
        defects: 0,
        extra: (sequence) =>
          drawn(grow({ ...cell, sites: [place] }, { ...size, degrees }), 4, {
            random: sequence,
            where: ({ x, y }) => whole(x, y),
            apart: 3 * spacing,
          }),
      })
    },
  }))
}
