import { encode } from 'fast-png'
import { drawAperiodic } from '../support/aperiodic'

/** A square lattice of bright and weak columns with one column left out, as an 8-bit PNG: what a user would drop. */
export interface Specimen {
  png: Uint8Array
  side: number
  /** Pixel position of the missing column. */
  missing: { x: number; y: number }
}

const CELL = 24
/** Columns so many cells from the missing one that are weaker by a part: the first shows at 1 %, the second at a loose threshold only. */
const FAINT: readonly (readonly [i: number, j: number, part: number])[] = [
  [-2, 1, 0.06],
  [2, -2, 0.04],
  [1, 2, 0.01],
]
const WIDTH = 3.4

export function specimen(side = 192): Specimen {
  const intensity = new Float32Array(side * side).fill(24)
  const middle = CELL * Math.floor(side / CELL / 2)
  const missing = { x: middle, y: middle }
  for (let y = 0; y <= side; y += CELL) {
    for (let x = 0; x <= side; x += CELL) {
      const faint = FAINT.findIndex(([i, j]) => x === middle + i * CELL && y === middle + j * CELL)
      const height = faint < 0 ? 190 : 190 * (1 - FAINT[faint][2])
      if (x !== missing.x || y !== missing.y) addColumn(intensity, side, { x, y }, height)
      addColumn(intensity, side, { x: x + CELL / 2, y: y + CELL / 2 }, 110)
    }
  }
  const data = Uint8Array.from(intensity, (value, index) => Math.min(255, value + (grain(index) - 0.5) * 24))
  return { png: encode({ width: side, height: side, data, channels: 1, depth: 8 }), side, missing }
}

/** Nothing but noise, as an 8-bit PNG: what has no lattice. */
export function noise(side = 192): Uint8Array {
  const data = Uint8Array.from({ length: side * side }, (_, index) => 128 + (grain(index) - 0.5) * 200)
  return encode({ width: side, height: side, data, channels: 1, depth: 8 })
}

/** Two layers turned against each other with six defects, as an 8-bit PNG: columns that no lattice holds. */
export function moire(): Uint8Array {
  const { micrograph } = drawAperiodic({ structure: 'moiré', seed: 5, defects: 6, size: 288 })
  const data = Uint8Array.from(micrograph.data, (value) => Math.min(255, value))
  return encode({ width: micrograph.width, height: micrograph.height, data, channels: 1, depth: 8 })
}

function addColumn(intensity: Float32Array, side: number, at: Specimen['missing'], height: number): void {
  for (let y = Math.max(0, at.y - 14); y < Math.min(side, at.y + 15); y++) {
    for (let x = Math.max(0, at.x - 14); x < Math.min(side, at.x + 15); x++) {
      intensity[y * side + x] += height * Math.exp(-((x - at.x) ** 2 + (y - at.y) ** 2) / (2 * WIDTH ** 2))
    }
  }
}

/** Repeatable: the same pixel always gets the same share of noise. */
function grain(index: number): number {
  const value = Math.sin(index * 12.9898) * 43758.5453
  return value - Math.floor(value)
}
