import { CELLS } from './cells'
import { farFrom, grow, inside, sideOf, thinned, turned } from './columns'
import type { Case } from './made'
import { made } from './made'
import type { Sequences } from './mulberry'

/** Two lattices side by side: grains, twins, antiphase boundaries, epitaxy. */
export function boundaries(random: Sequences): Case[] {
  return [...grains(random), ...twins(random), ...antiphase(random), ...misfit(random)]
}

function grains(random: Sequences): Case[] {
  const rows = [
    { angle: 3, cell: 'square', a: 16 },
    { angle: 4, cell: 'perovskite', a: 18 },
    { angle: 5, cell: 'hexagonal', a: 17 },
    { angle: 6, cell: 'rectangular', a: 17 },
    { angle: 8, cell: 'perovskite', a: 18 },
    { angle: 14, cell: 'graphene', a: 19 },
    { angle: 30, cell: 'square', a: 15 },
  ] as const
  const size = { width: 360, height: 360 }
  return rows.map(({ angle, cell: name, a }, k) => ({
    name: `grains-${angle}-${name}`,
    note: `grain boundary of ${angle}°`,
    make: () => {
      const r = random(12, k)
      const cell = CELLS[name](a)
      const [part, turn, first] = [r.uniform(0.35, 0.65), r.uniform(-40, 40), r.uniform(0, 20)]
      const side = sideOf(size, part, k % 3 === 0 ? 0 : turn)
      const all = [first, first + angle].flatMap((degrees, grain) => {
        const origin = { x: r.uniform(-a, a) * 0.5, y: r.uniform(-a, a) * 0.5 }
        const keep = (x: number, y: number) => side(x, y) === grain
        return grow(cell, { ...size, degrees, origin, keep }).map((column) => ({ ...column, grain }))
      })
      const other = (p: object, q: object) => (p as (typeof all)[number]).grain !== (q as (typeof all)[number]).grain
      const [whole, far] = [inside(size, 1.7 * a), farFrom(side, 3.2 * a)]
      return made(r, {
        ...size,
        cell,
        spacing: a,
        columns: thinned(all, 0.5 * a * (cell.sites.length > 1 ? 0.6 : 1), other),
        defects: k % 2 ? 4 : 0,
        apart: 3 * a,
        where: (x, y) => whole(x, y) && far(x, y),
      })
    },
  }))
}

function twins(random: Sequences): Case[] {
  const rows = [
    { cell: 'obliqueOfOne', a: 17, defects: 0 },
    { cell: 'oblique', a: 20, defects: 4 },
  ] as const
  const size = { width: 360, height: 340 }
  return rows.map(({ cell: name, a, defects }, k) => ({
    name: `twin-${k + 1}`,
    note: 'twin',
    make: () => {
      const r = random(13, k)
      const cell = CELLS[name](a)
      const mirrored = {
        ...cell,
        b: { x: -cell.b.x, y: cell.b.y },
        sites: cell.sites.map(([u, v, height]) => [k ? 1 - u : u, v, height] as const),
      }
      const plane = Math.round(size.height * r.uniform(0.35, 0.6))
      const origin = { x: 0, y: plane - size.height / 2 }
      const whole = inside(size, 1.7 * a)
      return made(r, {
        ...size,
        cell,
        spacing: a,
        columns: [
          ...grow(cell, { ...size, origin, keep: (_, y) => y <= plane + 0.1 }),
          ...grow(mirrored, { ...size, origin, keep: (_, y) => y > plane + 0.1 }),
        ],
        defects,
        apart: 3 * a,
        where: (x, y) => whole(x, y) && Math.abs(y - plane) > 3.2 * a,
      })
    },
  }))
}

function antiphase(random: Sequences): Case[] {
  const rows = [
    { cell: 'perovskite', a: 18, shift: [0.5, 0.5], defects: 0 },
    { cell: 'rectangular', a: 18, shift: [0.5, 0], defects: 4 },
    { cell: 'hexagonal', a: 17, shift: [0.33, 0.5], defects: 0 },
  ] as const
  const size = { width: 360, height: 360 }
  return rows.map(({ cell: name, a, shift: [u, v], defects }, k) => ({
    name: `antiphase-${name}`,
    note: 'antiphase boundary',
    make: () => {
      const r = random(14, k)
      const spacing = a * r.uniform(0.95, 1.15)
      const cell = CELLS[name](spacing)
      const degrees = r.uniform(0, 30)
      const side = sideOf(size, r.uniform(0.4, 0.6), r.uniform(-30, 30))
      const origin = turned({ x: u * cell.a.x + v * cell.b.x, y: u * cell.a.y + v * cell.b.y }, degrees)
      const first = grow(cell, { ...size, degrees, keep: (x, y) => side(x, y) === 0 })
      const second = grow(cell, { ...size, degrees, origin, keep: (x, y) => side(x, y) === 1 })
      const [whole, far] = [inside(size, 1.7 * spacing), farFrom(side, 3.2 * spacing)]
      const isSecond = new Set(second)
      return made(r, {
        ...size,
        cell,
        spacing,
        columns: thinned([...first, ...second], 0.42 * spacing, (_, column) => isSecond.has(column)),
        defects,
        apart: 3 * spacing,
        where: (x, y) => whole(x, y) && far(x, y),
      })
    },
  }))
}

function misfit(random: Sequences): Case[] {
  const rows = [
    { part: 0.05, cell: 'perovskite', a: 18, defects: 4 },
    { part: 0.08, cell: 'square', a: 16, defects: 0 },
    { part: 0.13, cell: 'perovskite', a: 19, defects: 4 },
  ] as const
  const size = { width: 420, height: 400 }
  return rows.map(({ part, cell: name, a, defects }, k) => ({
    name: `misfit-${Math.round(100 * part)}`,
    note: `epitaxy with ${100 * part} % misfit`,
    make: () => {
      const r = random(15, k)
      const wide = a * (1 + part)
      const plane = size.height * r.uniform(0.42, 0.55)
      const substrate = CELLS[name](a)
      const film = {
        ...CELLS[name](wide),
        sigma: substrate.sigma,
        sites: substrate.sites.map(([u, v, height]) => [u, v, 0.75 * height] as const),
      }
      const above = { x: r.uniform(0, a), y: plane - size.height / 2 }
      const below = { x: r.uniform(0, a), y: plane - size.height / 2 + (wide - a) / 2 }
      const whole = inside(size, 1.7 * wide)
      return made(r, {
        ...size,
        cell: substrate,
        spacing: a,
        columns: [
          ...grow(substrate, { ...size, origin: above, keep: (_, y) => y <= plane + 0.1 }),
          ...grow(film, { ...size, origin: below, keep: (_, y) => y > plane + 0.4 * a }),
        ],
        defects,
        apart: 3 * a,
        where: (x, y) => whole(x, y) && Math.abs(y - plane) > 3.5 * wide,
        expected: { lattice: null },
      })
    },
  }))
}
