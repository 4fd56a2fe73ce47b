import type { Frame } from '../math/vector'
import { area } from '../math/vector'
import { frame } from '../math/affine'
import type { Lattice } from '../lattice/lattice'
import type { Plane } from '../lattice/spectrum'

/** The grid on which a model sees a crystal: some px of the micrograph to one of its own, turned where need be. */
export interface ModelFrame extends Frame {
  width: number
  height: number
  /** Pixels of the micrograph that one of the frame covers along an edge. */
  scale: number
}

/** Distance between columns of any kind that a patch of 64 px is made for: strontium titanate at 24 px a cell. */
const SPACING = 17
/** A micrograph whose spacing is off by less than this factor is taken as it is, rather than interpolated. */
const NEAR_ENOUGH = 1.25

/** Root of the area that a column has, px. */
function columnSpacing(lattice: Pick<Lattice, 'a' | 'b' | 'sublattices'>): number {
  return Math.sqrt(area(lattice) / lattice.sublattices.length)
}

/** The frame of a model that learns this very micrograph: its own orientation, and columns as far apart as patches want. */
export function ownFrame({ width, height }: Plane, lattice: Lattice): ModelFrame {
  const wanted = columnSpacing(lattice) / SPACING
  const scale = Math.max(wanted, 1 / wanted) < NEAR_ENOUGH ? 1 : wanted
  const origin = { x: (scale - 1) / 2, y: (scale - 1) / 2 }
  return {
    ...frame(origin, { a: { x: scale, y: 0 }, b: { x: 0, y: scale } }),
    width: Math.floor(width / scale + 1e-6),
    height: Math.floor(height / scale + 1e-6),
    scale,
  }
}
