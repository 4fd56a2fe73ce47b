import type { Vector } from '../math/vector'

/** The columns of one sublattice; entry n of each array belongs to one column. */
export interface Sites {
  count: number
  /** Cell of the column: it stands at origin + (i + u) a + (j + v) b, distortion and its own displacement apart. */
  i: Int32Array
  j: Int32Array
  /** Fitted position, px from the centre of the top left pixel. */
  x: Float64Array
  y: Float64Array
  /** By which the column is off the place that the smoothly distorted lattice has for it, px. */
  dx: Float32Array
  dy: Float32Array
  /** Height of the fitted Gaussian above its surroundings, and these, in the micrograph's units. */
  intensity: Float32Array
  background: Float32Array
  /** 0 where the fit found no column and the lattice's own place stands instead. */
  settled: Uint8Array
}

export interface Sublattice {
  /** The crystal's name for it, or A, B, C … by falling intensity. */
  name: string
  /** In units of the lattice vectors. */
  position: { u: number; v: number }
  /** σ of its columns, px. */
  width: number
  /** Median of its columns. */
  intensity: number
  sites: Sites
}

/** Smooth departure of the crystal from the rigid lattice at the points of a grid, px, row by row. */
export interface Distortion {
  columns: number
  rows: number
  /** Place of the first point and distance from one to the next, px. */
  origin: Vector
  step: Vector
  dx: Float32Array
  dy: Float32Array
  /** How well the lattice is seen there, −1 … 1; where it is much less than elsewhere, there is vacuum, another grain or nothing to see. */
  quality: Float32Array
  /** Part of the crystal: 0, and 1, 2 … where it is translated against that; 255 where there is another lattice, 254 where the picture is masked. */
  domain: Uint8Array
}

export interface LatticeQuality {
  /** How well the lattice a few cells away predicts what is here, on average: 0 in noise, 1 in a perfect crystal. */
  order: number
  /** The same, at most, in noise of the same spectrum with random phases. */
  surrogateOrder: number
  /** Peaks of the spectrum that the lattice explains, and all that stand out. */
  peaks: { explained: number; found: number }
  /** Departure of the columns from the rigid lattice and from the smoothly distorted one, px rms. */
  rigidResidual: number
  residual: number
  /** Standard error of both lengths (px) and of the angle (degrees), from the columns' scatter alone. */
  lengthError: number
  angleError: number
}

export interface Lattice {
  verdict: 'periodic'
  /** A column of the first sublattice near the middle of the micrograph; px from the centre of the top left pixel. */
  origin: Vector
  /** Lattice vectors, px: the least-squares rigid lattice of the whole micrograph. `a` points right; the angle to `b` is not acute. */
  a: Vector
  b: Vector
  /** Their lengths, px, and the angle between them, degrees. */
  lengths: [a: number, b: number]
  angle: number
  /** Of its columns; where they are dark, everything is measured in the inverted micrograph. */
  contrast: 'bright' | 'dark'
  /** The brightest first. */
  sublattices: Sublattice[]
  distortion: Distortion
  quality: LatticeQuality
  /** Other lattices in other parts of the same picture: grains, twins, another crystal. Theirs are empty. */
  grains: readonly Lattice[]
}

/** The sublattices of a lattice and of the grains beside it, each with a name of its own. */
export function allSublattices({ sublattices, grains }: Pick<Lattice, 'sublattices' | 'grains'>): Sublattice[] {
  const others = grains.flatMap((grain, k) =>
    grain.sublattices.map((sublattice) => ({ ...sublattice, name: `${sublattice.name} (grain ${k + 2})` })),
  )
  return [...sublattices, ...others]
}

export interface NotPeriodic {
  verdict: 'not periodic'
  /** One sentence for a person. */
  reason: string
  order: number
  surrogateOrder: number
}

export type LatticeVerdict = Lattice | NotPeriodic

/** A cell (i, j) as one number: a list by cells finds it sooner than by a text. */
export function cellKey(i: number, j: number): number {
  return i * 65536 + j
}
