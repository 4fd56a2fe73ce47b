import { CELLS } from './cells'
import type { Case } from './made'
import { made } from './made'
import type { Sequences } from './mulberry'

/** Weak columns, columns blurred together, and cells of many: all sublattices should be found. */
export function sublattices(random: Sequences): Case[] {
  return [...weak(random), ...blurred(random), ...cells(random)]
}

function weak(random: Sequences): Case[] {
  const rows = [
    { ratio: 0.15, a: 22, sigma: 0.12, dose: 60 },
    { ratio: 0.2, a: 20, sigma: 0.13, dose: 30 },
    { ratio: 0.2, a: 19, sigma: 0.14, dose: 60 },
    { ratio: 0.25, a: 24, sigma: 0.15, dose: 20 },
    { ratio: 0.3, a: 18, sigma: 0.14, dose: 8 },
  ]
  return rows.map(({ ratio, a, sigma, dose }, k) => ({
    name: `mos2-${ratio}-${k + 1}`,
    note: `MoS2, S2 at ${ratio}, ${dose} electrons`,
    make: () =>
      made(random(6, k), {
        cell: { ...CELLS.mos2(a, ratio), sigma: sigma * a },
        spacing: a,
        width: 320,
        height: 320,
        defects: 0,
        dose,
        background: 0.1,
        expected: { sublattices: 2 },
      }),
  }))
}

function blurred(random: Sequences): Case[] {
  const rows = [
    { a: 19, sigma: 3.6, dose: 6, rowJitter: 0 },
    { a: 21, sigma: 4.2, dose: 4, rowJitter: 0.6 },
    { a: 23, sigma: 4.8, dose: 10, rowJitter: 0 },
    { a: 17, sigma: 3.2, dose: 3, rowJitter: 0.6 },
  ]
  return rows.map(({ a, sigma, dose, rowJitter }, k) => ({
    name: `graphene-${a}`,
    note: `blurred graphene, σ ${sigma} px, ${dose} electrons`,
    make: () =>
      made(random(7, k), {
        cell: { ...CELLS.graphene(a), sigma },
        spacing: a,
        width: 320,
        height: 320,
        defects: 0,
        dose,
        background: 0.2,
        rowJitter,
        expected: { sublattices: 2 },
      }),
  }))
}

function cells(random: Sequences): Case[] {
  const rows = [
    { cell: 'withOxygen', a: 24 },
    { cell: 'four', a: 22 },
    { cell: 'three', a: 26 },
    { cell: 'oblique', a: 20 },
  ] as const
  const whole = rows.map(({ cell: name, a }, k) => ({
    name: `cell-${name}`,
    note: 'cell of several columns',
    make: () => {
      const r = random(8, k)
      const spacing = a * r.uniform(0.95, 1.15)
      const cell = CELLS[name](spacing)
      return made(r, {
        cell,
        spacing,
        width: 360,
        height: 360,
        defects: 4,
        kinds: ['vacancy', 'bright', 'shift', 'vacancy'],
        sites: [0, 1],
        dose: 120,
        expected: { sublattices: cell.sites.length },
      })
    },
  }))
  const dumbbells = {
    name: 'dumbbells',
    note: 'silicon along [110]',
    make: () => {
      const r = random(9, 0)
      const spacing = 20 * r.uniform(0.95, 1.1)
      return made(r, {
        cell: CELLS.dumbbells(spacing),
        spacing,
        defects: 3,
        kinds: ['vacancy'],
        dose: 100,
        apart: 3 * spacing,
      })
    },
  }
  return [...whole, dumbbells]
}
