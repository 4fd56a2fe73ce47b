import { CELLS } from './cells'
import { inside } from './columns'
import type { Case } from './made'
import { made } from './made'
import type { Sequences } from './mulberry'
import { TURN } from './mulberry'
import { disc, smoothField, speckle } from './picture'

/** Films, wedges, and many defects: parts of a field whose columns scatter by laws of their own. */
export function tails(random: Sequences): Case[] {
  return [...smooth(random), ...speckled(random), ...filmed(random), ...wedges(random), ...many(random)]
}

function smooth(random: Sequences): Case[] {
  const rows = [
    { cell: 'graphene', a: 18, film: 1 },
    { cell: 'perovskite', a: 20, film: 1.5 },
    { cell: 'mos2', a: 21, film: 0.8 },
  ] as const
  return rows.map(({ cell, a, film }, k) => ({
    name: `smooth-${cell}`,
    note: `smooth contamination ${film}`,
    make: () => {
      const r = random(1, k)
      const spacing = a * r.uniform(0.9, 1.15)
      const middle = { x: r.uniform(120, 240), y: r.uniform(120, 240) }
      const thick = disc(middle, r.uniform(60, 110), 0.08)
      return made(r, {
        cell: CELLS[cell](spacing),
        spacing,
        width: 360,
        height: 360,
        kinds: ['vacancy', 'vacancy', 'bright'],
        dose: 60,
        film: (value, x, y) => value + film * thick(x, y),
      })
    },
  }))
}

function speckled(random: Sequences): Case[] {
  const rows = [
    { cell: 'graphene', a: 18, film: 0.8, speckles: 0.15, grain: 2.5 },
    { cell: 'perovskite', a: 20, film: 1.2, speckles: 0.2, grain: 1.5 },
    { cell: 'rectangular', a: 18, film: 0.7, speckles: 0.25, grain: 4 },
    { cell: 'hexagonal', a: 17, film: 0.5, speckles: 0.3, grain: 2 },
  ] as const
  const size = { width: 380, height: 380 }
  return rows.map(({ cell, a, film, speckles, grain }, k) => ({
    name: `speckled-${cell}`,
    note: `contamination ${film} × (1 ± ${speckles}), grains of ${grain} px; defects beside it`,
    make: () => {
      const r = random(2, k)
      const spacing = a * r.uniform(0.9, 1.2)
      const middle = { x: r.uniform(130, 250), y: r.uniform(130, 250) }
      const thick = disc(middle, r.uniform(60, 100), 0.12)
      const noise = speckle(r, size, grain)
      const whole = inside(size, 1.7 * spacing)
      return made(r, {
        ...size,
        cell: CELLS[cell](spacing),
        spacing,
        defects: 6,
        kinds: ['vacancy', 'vacancy', 'bright'],
        dose: 70,
        where: (x, y) => whole(x, y) && thick(x, y) < 0.05,
        film: (value, x, y) => value + thick(x, y) * film * Math.max(0.2, 1 + speckles * noise(x, y)),
      })
    },
  }))
}

function filmed(random: Sequences): Case[] {
  const rows = [
    { cell: 'graphene', a: 20, film: 0.6, speckles: 0.12, grain: 3 },
    { cell: 'square', a: 16, film: 0.5, speckles: 0.15, grain: 2 },
    { cell: 'mos2', a: 20, film: 0.5, speckles: 0.1, grain: 3 },
  ] as const
  const size = { width: 360, height: 360 }
  return rows.map(({ cell, a, film, speckles, grain }, k) => ({
    name: `filmed-${cell}`,
    note: `speckled film all over, ${film} × (1 ± ${speckles}); strong columns missing`,
    make: () => {
      const r = random(3, k)
      const spacing = a * r.uniform(0.9, 1.2)
      const noise = speckle(r, size, grain)
      const slow = smoothField(r, 200, 0.5)
      return made(r, {
        ...size,
        cell: CELLS[cell](spacing),
        spacing,
        kinds: ['vacancy', 'bright'],
        dose: 90,
        sites: [0],
        film: (value, x, y) => value + film * Math.max(0.1, (1 + slow(x, y)) * (1 + speckles * noise(x, y))),
      })
    },
  }))
}

function wedges(random: Sequences): Case[] {
  const rows = [
    { cell: 'perovskite', a: 19, thin: 0.25 },
    { cell: 'graphene', a: 18, thin: 0.4 },
    { cell: 'rectangular', a: 20, thin: 0.15 },
    { cell: 'square', a: 15, thin: 0.35 },
  ] as const
  const side = 360
  return rows.map(({ cell, a, thin }, k) => ({
    name: `wedge-${cell}`,
    note: `wedge from ${thin} to ${2 - thin}`,
    make: () => {
      const r = random(4, k)
      const spacing = a * r.uniform(0.9, 1.2)
      const angle = r.uniform(0, TURN)
      const along = (x: number, y: number) => (x - side / 2) * Math.cos(angle) + (y - side / 2) * Math.sin(angle)
      return made(r, {
        width: side,
        height: side,
        cell: CELLS[cell](spacing),
        spacing,
        defects: 7,
        kinds: ['vacancy', 'half'],
        dose: 150,
        alloy: 0.01,
        sites: [0],
        thickness: (x, y) => thin + (2 - 2 * thin) * Math.min(1, Math.max(0, 0.5 + along(x, y) / side / 1.1)),
        expected: { strengths: { vacancy: -100, half: -50 } },
      })
    },
  }))
}

function many(random: Sequences): Case[] {
  const rows = [
    { cell: 'perovskite', a: 17, side: 300, share: 0.15 },
    { cell: 'square', a: 15, side: 280, share: 0.25 },
    { cell: 'hexagonal', a: 16, side: 256, share: 0.2 },
    { cell: 'graphene', a: 18, side: 320, share: 0.1 },
  ] as const
  return rows.map(({ cell: name, a, side, share }, k) => ({
    name: `many-${name}`,
    note: `${100 * share} % defects`,
    make: () => {
      const r = random(5, k)
      const spacing = a * r.uniform(0.9, 1.2)
      const cell = CELLS[name](spacing)
      const area = Math.abs(cell.a.x * cell.b.y - cell.a.y * cell.b.x)
      const size = { width: side, height: side }
      return made(r, {
        ...size,
        cell,
        spacing,
        defects: Math.round(((share * (side - 2 * spacing) ** 2) / area) * cell.sites.length),
        apart: 0.4 * spacing,
        kinds: ['vacancy', 'bright'],
        dose: 70,
        where: inside(size, spacing),
        expected: { radius: Math.max(4, 0.3 * spacing) },
      })
    },
  }))
}
