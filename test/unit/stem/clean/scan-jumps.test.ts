import { describe, expect, it } from 'vitest'
import { Random } from '../../../../src/nn'
import { clean } from '../../../../src/stem/clean/clean'
import { findScanJumps } from '../../../../src/stem/clean/scan-jumps'
import { poisson } from '../../../../src/stem/simulate/counting'

const [WIDTH, HEIGHT, SIGMA] = [240, 240, 2.6]

interface Crystal {
  /** Lattice vectors. */
  a: { x: number; y: number }
  b: { x: number; y: number }
  /** From `row` on all is moved by so many px. */
  jump?: { row: number; by: number }
}

/** Columns of a lattice, counted in electrons. */
function crystal({ a, b, jump = { row: HEIGHT, by: 0 } }: Crystal) {
  const random = new Random(7)
  const data = new Float32Array(WIDTH * HEIGHT)
  const columns: { x: number; y: number }[] = []
  for (let i = -40; i < 40; i++)
    for (let j = -40; j < 40; j++) columns.push({ x: 120 + i * a.x + j * b.x, y: 120 + i * a.y + j * b.y })
  const near = columns.filter(({ x, y }) => x > -30 && x < WIDTH + 30 && y > -12 && y < HEIGHT + 12)
  for (let y = 0; y < HEIGHT; y++) {
    const rows = near.filter((column) => Math.abs(column.y - y) < 10)
    for (let x = 0; x < WIDTH; x++) {
      const from = y >= jump.row ? x - jump.by : x
      const signal = rows.reduce(
        (sum, c) => sum + Math.exp(-((c.x - from) ** 2 + (c.y - y) ** 2) / (2 * SIGMA ** 2)),
        0.1,
      )
      data[y * WIDTH + x] = poisson(random, 60 * signal)
    }
  }
  return { data, width: WIDTH, height: HEIGHT }
}

const none = new Uint8Array(WIDTH * HEIGHT)
const turned = (edge: number, degrees: number, angle = 90) => {
  const [p, q] = [(degrees * Math.PI) / 180, ((degrees + angle) * Math.PI) / 180]
  return { a: { x: edge * Math.cos(p), y: edge * Math.sin(p) }, b: { x: edge * Math.cos(q), y: edge * Math.sin(q) } }
}

describe('a jump of the scan', () => {
  it.each([4, -6.5, 9])('by %d px is found at its row', (by) => {
    const jumps = findScanJumps(crystal({ ...turned(18, 7), jump: { row: 131, by } }), none)
    expect(jumps.map(({ row }) => row)).toEqual([131])
    expect(jumps[0].by).toBeCloseTo(by, 0)
  })

  it('is none where planes of the crystal are moved against each other', () => {
    expect(findScanJumps(crystal(turned(16, 0, 60)), none)).toEqual([])
    expect(findScanJumps(crystal(turned(11, 0, 60)), none)).toEqual([])
    expect(findScanJumps(crystal(turned(15, 45)), none)).toEqual([])
  })

  it('is said, and marked in the mask, while the picture stays as it is', () => {
    const picture = crystal({ ...turned(18, 7), jump: { row: 131, by: 5 } })
    const { micrograph, mask, masked, remarks } = clean({ ...picture, pixelSize: null, name: 'jump', metadata: {} })
    expect(remarks).toEqual([
      expect.stringMatching(/^the scan jumps by [45]\.\d px at row 131: columns that it cuts are not judged$/),
    ])
    expect(masked).toEqual([])
    expect(Array.from({ length: HEIGHT }, (_, y) => y).filter((y) => mask![y * WIDTH + 9] !== 0)).toEqual([130, 131])
    expect(micrograph.data).toEqual(picture.data)
  })
})
