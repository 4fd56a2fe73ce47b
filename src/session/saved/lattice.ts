import type { Lattice, Sites, Sublattice } from '../../stem/lattice/lattice'
import type { ColumnRecord, MicrographRecord } from '../files/record'

type Pair = { x: number; y: number }
type RecordedLattice = NonNullable<MicrographRecord['lattice']>

/**
 * The lattice of a record, as far as it was written: what a file does not say is NaN, or empty. `columns` are in the order of their
 * sublattices; `scale` is Å per pixel.
 */
export function latticeOf(
  { sublattices, lengthsPx, angleDeg, a, b, origin, distortionPx, order }: RecordedLattice,
  columns: readonly ColumnRecord[],
  scale: Pair | null,
): Lattice {
  return {
    verdict: 'periodic',
    origin,
    a,
    b,
    lengths: lengthsPx,
    angle: angleDeg,
    contrast: 'bright',
    sublattices: sublattices.map(({ name, position, intensity }): Sublattice => {
      const own = columns.filter(({ sublattice }) => sublattice === name)
      return { name, position, intensity, width: NaN, sites: sitesOf(own, intensity, scale) }
    }),
    distortion: {
      columns: 0,
      rows: 0,
      origin: { x: 0, y: 0 },
      step: { x: 0, y: 0 },
      dx: new Float32Array(0),
      dy: new Float32Array(0),
      quality: new Float32Array(0),
      domain: new Uint8Array(0),
    },
    quality: {
      order,
      surrogateOrder: NaN,
      peaks: { explained: NaN, found: NaN },
      rigidResidual: distortionPx,
      residual: NaN,
      lengthError: NaN,
      angleError: NaN,
    },
    grains: [],
  }
}

/** A grain of a record, whose sublattices have their names within it. */
export function grainOf(recorded: RecordedLattice, columns: readonly ColumnRecord[], scale: Pair | null): Lattice {
  const lattice = latticeOf(recorded, columns, scale)
  const sublattices = lattice.sublattices.map((own) => ({ ...own, name: own.name.replace(/ \(grain \d+\)$/, '') }))
  return { ...lattice, sublattices }
}

function sitesOf(columns: readonly ColumnRecord[], usual: number, scale: Pair | null): Sites {
  const off = (angstrom: number | null, size: number | undefined) =>
    angstrom === null || size === undefined ? NaN : angstrom / size
  return {
    count: columns.length,
    i: Int32Array.from(columns, ({ i }) => i!),
    j: Int32Array.from(columns, ({ j }) => j!),
    x: Float64Array.from(columns, ({ x }) => x),
    y: Float64Array.from(columns, ({ y }) => y),
    dx: Float32Array.from(columns, ({ dxAngstrom }) => off(dxAngstrom, scale?.x)),
    dy: Float32Array.from(columns, ({ dyAngstrom }) => off(dyAngstrom, scale?.y)),
    intensity: Float32Array.from(columns, ({ intensity }) => intensity * usual),
    background: new Float32Array(columns.length).fill(NaN),
    settled: new Uint8Array(columns.length).fill(1),
  }
}
