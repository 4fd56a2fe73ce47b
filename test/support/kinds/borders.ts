import { CELLS } from './cells'
import type { Case } from './made'
import { made } from './made'
import type { Sequences } from './mulberry'

/** Black borders, data bars, scale bars, and columns cut by the frame. */
export function borders(random: Sequences): Case[] {
  return [...bordered(random), ...cut(random)]
}

const SIZE = { width: 360, height: 340 }
/** What labels are drawn with, counts. */
const INK = { bar: 150, scale: 170 }

type Border = readonly [left: number, top: number, right: number, bottom: number]

function bordered(random: Sequences): Case[] {
  const rows = [
    { kind: 'black', cell: 'perovskite', a: 18 },
    { kind: 'black-2', cell: 'graphene', a: 19 },
    { kind: 'bar', cell: 'square', a: 16 },
    { kind: 'frame', cell: 'rectangular', a: 18 },
    { kind: 'scale', cell: 'mos2', a: 20 },
  ] as const
  return rows.map(({ kind, cell, a }, k) => ({
    name: `${kind}-${cell}`,
    note: 'borders, bars',
    make: () => {
      const r = random(21, k)
      const spacing = a * r.uniform(0.95, 1.15)
      const black: Border = [Math.round(r.uniform(8, 25)), Math.round(r.uniform(5, 14)), 0, 0]
      const borders: Record<typeof kind, Border> = {
        black,
        'black-2': [0, 0, 18, 11],
        bar: [0, 0, 0, 34],
        frame: [10, 10, 10, 10],
        scale: [0, 0, 0, 0],
      }
      const [left, top, right, bottom] = borders[kind]
      const { width, height } = SIZE
      const margin = 1.8 * spacing
      return made(r, {
        ...SIZE,
        cell: CELLS[cell](spacing),
        spacing,
        defects: 4,
        background: 0.2,
        where: (x, y) =>
          x > left + margin &&
          y > top + margin &&
          x < width - right - margin &&
          y < height - bottom - margin &&
          !(kind === 'scale' && x > 190 && y > height - 100),
        detector: (counts) => {
          const shown = counts.map((count, at) => {
            const [x, y] = [at % width, Math.floor(at / width)]
            return x < left || y < top || x >= width - right || y >= height - bottom ? 0 : count
          })
          if (kind === 'bar') {
            label(shown, { x: 20, y: height - 24, ink: INK.bar })
            rectangle(shown, { x: 200, y: height - 20, width: 100, ink: INK.bar })
          }
          if (kind === 'scale') {
            rectangle(shown, { x: width - 120, y: height - 30, width: 90, ink: INK.scale })
            label(shown, { x: width - 110, y: height - 50, ink: INK.scale })
          }
          return shown
        },
      })
    },
  }))
}

interface Mark {
  x: number
  y: number
  ink: number
}

/** Six rows of a bar. */
function rectangle(picture: Float32Array, { x, y, width, ink }: Mark & { width: number }): void {
  for (let row = y; row < y + 6; row++) picture.fill(ink, row * SIZE.width + x, row * SIZE.width + x + width)
}

/** Five letters E. */
function label(picture: Float32Array, { x, y, ink }: Mark): void {
  for (let letter = 0; letter < 5; letter++) {
    for (let down = 0; down < 12; down++) {
      const from = (y + down) * SIZE.width + x + 11 * letter
      picture.fill(ink, from, from + (down % 5 < 2 ? 8 : 2))
    }
  }
}

function cut(random: Sequences): Case[] {
  const rows = [
    { cell: 'square', a: 18, width: 324, height: 306, dose: 300 },
    { cell: 'perovskite', a: 22, width: 340, height: 330, dose: 60 },
    { cell: 'hexagonal', a: 17, width: 340, height: 330, dose: 20 },
  ] as const
  return rows.map(({ cell, a, ...plan }, k) => ({
    name: `cut-${cell}`,
    note: 'a perfect crystal cut by the frame',
    make: () => {
      const r = random(22, k)
      const degrees = k ? r.uniform(0, 40) : 0
      return made(r, { ...plan, cell: CELLS[cell](a), spacing: a, degrees, defects: 0, alloy: 0 })
    },
  }))
}
