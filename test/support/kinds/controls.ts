import { CELLS } from './cells'
import { grow } from './columns'
import type { Case } from './made'
import { made } from './made'
import type { Sequences } from './mulberry'

/** Crystals as they are met, in which little else than their defects may be found. */
export function controls(random: Sequences): Case[] {
  return [...strained(random), ...doubled(random), ...single(random), ...lowDose(random), ...scales(random)]
}

function strained(random: Sequences): Case[] {
  const rows = [
    { cell: 'perovskite', a: 20, strain: 2, rowJitter: 0.4 },
    { cell: 'rectangular', a: 19, strain: 3, rowJitter: 0.5 },
    { cell: 'mos2', a: 22, strain: 2.5, rowJitter: 0.3 },
    { cell: 'graphene', a: 20, strain: 2, rowJitter: 0.4 },
  ] as const
  return rows.map(({ cell, a, strain, rowJitter }, k) => ({
    name: `strain-${cell}`,
    note: 'strain and row jitter',
    make: () => {
      const r = random(25, k)
      const spacing = a * r.uniform(0.9, 1.2)
      return made(r, {
        cell: CELLS[cell](spacing),
        spacing,
        width: 380,
        height: 380,
        sites: [0],
        strain,
        rowJitter,
        dose: 100,
        shift: 0.18 * spacing,
        expected: { lattice: null },
      })
    },
  }))
}

function doubled(random: Sequences): Case[] {
  const rows = [
    { a: 20, part: 0.035 },
    { a: 24, part: 0.02 },
  ]
  return rows.map(({ a, part }, k) => ({
    name: `doubled-${a}`,
    note: 'a doubled cell as of LaMnO3, strained',
    make: () =>
      made(random(26, k), {
        cell: CELLS.doubled(a, part),
        spacing: a,
        width: 400,
        height: 400,
        strain: 2,
        rowJitter: 0.4,
        dose: 60,
        kinds: ['vacancy', 'bright'],
        alloy: 0.03,
      }),
  }))
}

function single(random: Sequences): Case[] {
  return [
    {
      name: 'alloy',
      note: 'random alloy',
      make: () => made(random(27, 0), { cell: CELLS.perovskite(18), spacing: 18, defects: 0, alloy: 0.14 }),
    },
    {
      name: 'particle',
      note: 'round particle',
      make: () => {
        const size = { width: 320, height: 320 }
        const fromMiddle = (x: number, y: number) => Math.hypot(x - 160, y - 160)
        const cell = CELLS.square(14)
        const columns = grow(cell, { ...size, degrees: 17, keep: (x, y) => fromMiddle(x, y) < 95 })
        for (const column of columns) {
          column.height *= Math.sqrt(Math.max(0.2, 1 - (fromMiddle(column.x, column.y) / 100) ** 2))
        }
        return made(random(28, 0), { ...size, cell, spacing: 14, columns, defects: 0, background: 0.05 })
      },
    },
    {
      name: 'hole',
      note: 'graphene with a hole',
      make: () => {
        const cell = CELLS.graphene(18)
        const keep = (x: number, y: number) => Math.hypot(x - 200, y - 150) > 42
        const columns = grow(cell, { width: 340, height: 340, degrees: 11, keep })
        return made(random(29, 0), { cell, spacing: 18, columns, defects: 0 })
      },
    },
  ]
}

function lowDose(random: Sequences): Case[] {
  const rows = [
    { cell: 'perovskite', dose: 5 },
    { cell: 'hexagonal', dose: 3 },
  ] as const
  return rows.map(({ cell, dose }, k) => ({
    name: `low-${cell}`,
    note: `${dose} electrons`,
    make: () =>
      made(random(30, k), { cell: CELLS[cell](20), spacing: 20, defects: 3, kinds: ['vacancy'], sites: [0], dose }),
  }))
}

function scales(random: Sequences): Case[] {
  const rows = [
    { cell: 'perovskite', a: 36, side: 420 },
    { cell: 'square', a: 13, side: 256 },
  ] as const
  return rows.map(({ cell, a, side }, k) => ({
    name: `scale-${a}`,
    note: `${a} px a cell`,
    make: () => made(random(31, k), { cell: CELLS[cell](a), spacing: a, width: side, height: side, defects: 4 }),
  }))
}
