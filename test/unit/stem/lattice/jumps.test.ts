import { describe, expect, test } from 'vitest'
import type { DisplacementField } from '../../../../src/stem/lattice/displacement-field'
import { withoutJumps } from '../../../../src/stem/lattice/jumps'

const basis = { a: { x: 40, y: 0 }, b: { x: -14, y: 38 } }
const [columns, rows] = [16, 16]

/** Displacements by row, seen well everywhere but where `quality` says otherwise. */
function field(u: (column: number, row: number) => { x: number; y: number }, quality = 1): DisplacementField {
  const grid = { columns, rows, origin: { x: 20, y: 20 }, step: { x: 40, y: 40 } }
  const at = Array.from({ length: columns * rows }, (_, n) => u(n % columns, Math.floor(n / columns)))
  return {
    grid,
    x: Float32Array.from(at, ({ x }) => x),
    y: Float32Array.from(at, ({ y }) => y),
    quality: new Float32Array(at.length).fill(quality),
    domain: new Uint8Array(at.length),
  }
}

describe('a fault that tracking has stepped over', () => {
  test('parts the crystal where the lattice jumps by a third of a cell', () => {
    const { domain, count } = withoutJumps(
      field((_, row) => ({ x: row < 6 ? 0 : -13.3, y: 0 })),
      basis,
      0,
    )
    expect(count).toBe(1)
    domain.forEach((own, n) => expect(own).toBe(n < 6 * columns ? 1 : 0))
  })

  test('also where a window between has seen half of either side', () => {
    const found = field((_, row) => ({ x: row < 6 ? 0 : -13.3, y: 0 }))
    const between = 6 * columns + 9
    found.x[between] = -6
    found.quality[between] = 0.5
    const { domain, count } = withoutJumps(found, basis, 0)
    expect(count).toBe(1)
    expect([domain[5 * columns], domain[7 * columns]]).toEqual([1, 0])
  })

  test('is none where the crystal is strained by a tenth, jumps by whole cells, or ends within', () => {
    const goesOn = [
      field((column, row) => ({ x: 4 * row, y: 4 * column })),
      field((_, row) => ({ x: row < 6 ? 0 : 40, y: 0 })),
      // Round the end of the jump, the crystal is one.
      field((column, row) => ({ x: row < 6 ? 0 : -13.3 * Math.min(1, column / 6), y: 0 })),
    ]
    for (const one of goesOn) expect(withoutJumps(one, basis, 0)).toEqual({ domain: one.domain, count: 0 })
  })

  test('leaves domains that were found before', () => {
    const found = field((_, row) => ({ x: row < 6 ? 0 : -13.3, y: 0 }))
    found.domain.fill(1, 6 * columns)
    expect(withoutJumps(found, basis, 1)).toEqual({ domain: found.domain, count: 1 })
  })
})
