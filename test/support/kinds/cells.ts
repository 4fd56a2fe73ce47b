import type { Vector } from '../../../src/stem/math/vector'

/** Where a column stands in the cell, in parts of its edges, and its height. */
type Site = readonly [u: number, v: number, height: number]
/** Lengths and angle of a primitive cell, px and degrees: what the search should find. */
export type Lengths = readonly [a: number, b: number, degrees: number]

/** A plane crystal of Gaussian columns, px. */
export interface Cell {
  a: Vector
  b: Vector
  sites: readonly Site[]
  sigma: number
  /** Null where the cell is not asked for. */
  lattice: Lengths | null
}

/** The angle of a vector from +x, degrees. */
const degrees = (y: number, x: number) => (Math.atan2(y, x) * 180) / Math.PI

function square(a: number, sites: readonly Site[], sigma: number): Cell {
  return { a: { x: a, y: 0 }, b: { x: 0, y: a }, sites, sigma: a * sigma, lattice: [a, a, 90] }
}

function hexagonal(a: number, sites: readonly Site[], sigma: number): Cell {
  return {
    a: { x: a, y: 0 },
    b: { x: -a / 2, y: (a * Math.sqrt(3)) / 2 },
    sites,
    sigma: a * sigma,
    lattice: [a, a, 60],
  }
}

/** Each by the length of its first edge, px. */
export const CELLS = {
  /** One column a square. */
  square: (a: number) => square(a, [[0, 0, 1]], 0.17),
  /** Of a perovskite, the heavy columns; with its oxygen. */
  perovskite: (a: number) =>
    square(
      a,
      [
        [0, 0, 1],
        [0.5, 0.5, 0.55],
      ],
      0.13,
    ),
  withOxygen: (a: number) =>
    square(
      a,
      [
        [0, 0, 1],
        [0.5, 0.5, 0.65],
        [0.5, 0, 0.35],
        [0, 0.5, 0.35],
      ],
      0.1,
    ),
  hexagonal: (a: number) => hexagonal(a, [[0, 0, 1]], 0.17),
  graphene: (a: number) =>
    hexagonal(
      a,
      [
        [1 / 3, 2 / 3, 1],
        [2 / 3, 1 / 3, 1],
      ],
      0.16,
    ),
  /** Its second column so many times as high as the first. */
  mos2: (a: number, ratio = 0.4) =>
    hexagonal(
      a,
      [
        [1 / 3, 2 / 3, 1],
        [2 / 3, 1 / 3, ratio],
      ],
      0.15,
    ),
  three: (a: number) =>
    hexagonal(
      a,
      [
        [0, 0, 1],
        [1 / 3, 2 / 3, 0.5],
        [2 / 3, 1 / 3, 0.3],
      ],
      0.115,
    ),
  rectangular: (a: number): Cell => ({
    a: { x: a, y: 0 },
    b: { x: 0, y: a * 1.31 },
    sites: [
      [0, 0, 1],
      [0.5, 0.5, 0.7],
    ],
    sigma: a * 0.15,
    lattice: [a, a * 1.31, 90],
  }),
  oblique: (a: number): Cell => ({
    a: { x: a, y: 0 },
    b: { x: a * 0.26, y: a * 1.12 },
    sites: [
      [0, 0, 1],
      [0.45, 0.52, 0.6],
    ],
    sigma: a * 0.13,
    lattice: [a, a * Math.hypot(0.26, 1.12), degrees(1.12, 0.26)],
  }),
  obliqueOfOne: (a: number): Cell => ({
    a: { x: a, y: 0 },
    b: { x: a * 0.3, y: a * 1.05 },
    sites: [[0, 0, 1]],
    sigma: a * 0.16,
    lattice: [a, a * Math.hypot(0.3, 1.05), degrees(1.05, 0.3)],
  }),
  four: (a: number): Cell => ({
    a: { x: a * 1.5, y: 0 },
    b: { x: 0, y: a },
    sites: [
      [0, 0, 1],
      [0.27, 0.55, 0.5],
      [0.5, 0.1, 0.75],
      [0.77, 0.6, 0.4],
    ],
    sigma: a * 0.11,
    lattice: [a * 1.5, a, 90],
  }),
  /** Silicon along [110]: pairs of columns, of which two fill the rectangle. */
  dumbbells: (a: number): Cell => {
    const half = Math.hypot(0.707 * a, 0.5 * a)
    return {
      a: { x: a * 1.414, y: 0 },
      b: { x: 0, y: a },
      sites: [
        [0, 0, 1],
        [0.25, 0, 1],
        [0.5, 0.5, 1],
        [0.75, 0.5, 1],
      ],
      sigma: a * 0.105,
      lattice: [half, half, 2 * degrees(0.5, 0.707)],
    }
  },
  /** So many layers, each a little off its place and of a height of its own. */
  layered: (a: number, layers: number): Cell => {
    const sites = Array.from({ length: layers }, (_, i): [Site, Site] => [
      [0, (i + (i ? 0.03 * (i - layers / 2) : 0)) / layers, i ? 0.8 : 1],
      [0.5, (i + 0.5) / layers, 0.55 + 0.1 * (i % 2)],
    ])
    return {
      a: { x: a, y: 0 },
      b: { x: 0, y: layers * a },
      sites: sites.flat(),
      sigma: a * 0.12,
      lattice: [a, layers * a, 90],
    }
  },
  /** A perovskite whose heavy columns are displaced, by `part` of the cell, in turns to either side: a doubled cell, as of LaMnO3. */
  doubled: (a: number, part: number): Cell => ({
    a: { x: a, y: -a },
    b: { x: a, y: a },
    sites: [
      [part, part, 1],
      [0.5, 0, 0.5],
      [0.5 - part, 0.5 - part, 1],
      [0, 0.5, 0.5],
    ],
    sigma: a * 0.15,
    lattice: null,
  }),
}
