import { CELLS } from './cells'
import { grow, inside, thinned } from './columns'
import type { Case } from './made'
import { made } from './made'
import type { Sequences } from './mulberry'
import { withRowsMoved } from './picture'

/** One lattice with faults, and cells of many layers: edge dislocations, jumps of the scan. */
export function faults(random: Sequences): Case[] {
  return [...dislocations(random), ...jumps(random), ...layered(random)]
}

/** Poisson's ratio. */
const NU = 0.3

function dislocations(random: Sequences): Case[] {
  const rows = [
    { cell: 'square', a: 16, side: 340, defects: 0 },
    { cell: 'perovskite', a: 18, side: 380, defects: 4 },
    { cell: 'hexagonal', a: 17, side: 360, defects: 0 },
  ] as const
  return rows.map(({ cell: name, a, side, defects }, k) => ({
    name: `dislocation-${name}`,
    note: 'edge dislocation',
    make: () => {
      const r = random(16, k)
      const size = { width: side, height: side }
      const spacing = a * r.uniform(0.95, 1.1)
      const cell = CELLS[name](spacing)
      const core = { x: side / 2 + r.uniform(-30, 30), y: side / 2 + r.uniform(-30, 30) }
      const whole = inside(size, 1.8 * spacing)
      return made(r, {
        ...size,
        cell,
        spacing,
        columns: thinned(grow(cell, { ...size, bend: edgeDislocation(core, spacing) }), 0.42 * spacing),
        defects,
        apart: 3 * spacing,
        where: (x, y) => whole(x, y) && Math.hypot(x - core.x, y - core.y) > 7 * spacing,
      })
    },
  }))
}

/** Displacement about an edge dislocation along +x (Hirth and Lothe, Theory of Dislocations, 1982, 3.4), px. */
function edgeDislocation(core: { x: number; y: number }, burgers: number) {
  return (px: number, py: number) => {
    const [x, y] = [px - core.x, py - core.y]
    const r2 = x * x + y * y + 1
    return {
      x: (burgers / (2 * Math.PI)) * (Math.atan2(y, x) + (x * y) / (2 * (1 - NU) * r2)),
      y:
        (-burgers / (2 * Math.PI)) *
        (((1 - 2 * NU) / (4 * (1 - NU))) * Math.log(r2) + (x * x - y * y) / (4 * (1 - NU) * r2)),
    }
  }
}

/** Cut off at either side, for a jump repeats the picture's edge. */
const CROP = 20

function jumps(random: Sequences): Case[] {
  const rows = [
    { cell: 'perovskite', a: 19, defects: 0 },
    { cell: 'graphene', a: 19, defects: 4 },
    { cell: 'rectangular', a: 18, defects: 4 },
  ] as const
  const size = { width: 380, height: 380 }
  return rows.map(({ cell: name, a, defects }, k) => ({
    name: `jump-${name}`,
    note: `the scan jumps${k === 0 ? ', three rows are lost' : ''}`,
    make: () => {
      const r = random(17, k)
      const spacing = a * r.uniform(0.95, 1.1)
      const jump = [r.uniform(3, 9), -r.uniform(3, 9), r.uniform(2, 6)][k]
      const row = Math.round(r.uniform(100, 240))
      const whole = inside(size, CROP + 1.8 * spacing)
      const lost = size.width * (row + 50)
      return made(r, {
        ...size,
        cell: CELLS[name](spacing),
        spacing,
        crop: CROP,
        defects,
        apart: 3 * spacing,
        where: (x, y) => whole(x, y) && y < row - 3 * spacing,
        optics: (picture) => withRowsMoved(picture, size, (y) => (y >= row ? jump : 0)),
        detector: (counts) => (k === 0 ? counts.fill(0, lost, lost + 3 * size.width) : counts),
      })
    },
  }))
}

function layered(random: Sequences): Case[] {
  const rows = [
    { a: 18, layers: 3 },
    { a: 21, layers: 4 },
  ]
  return rows.map(({ a, layers }, k) => ({
    name: `layered-${layers}`,
    note: `cell of ${layers} layers`,
    make: () =>
      made(random(18, k), {
        cell: CELLS.layered(a, layers),
        spacing: a,
        width: 380,
        height: 380,
        defects: 4,
        dose: 120,
        kinds: ['vacancy', 'bright'],
        apart: 3 * a,
      }),
  }))
}
