import type { Plane } from '../lattice/spectrum'
import { blur, gaussianKernel } from '../math/convolve'
import { Background } from './background'
import type { Columns } from './columns'
import type { Expected } from './common-shapes'
import { commonShapes } from './common-shapes'
import type { Gaussian, JointFit } from './joint-fit'
import { asDrawn } from './joint-fit'
import type { JudgedColumns } from './judge'
import { visitNearest } from './nearest-columns'
import { profile } from './profile'

/** Pictures of a micrograph in its own units and on its pixels. */
export interface Pictures {
  /** Blurred micrograph less prediction. */
  heat: Float32Array
  /** What is expected of every column, blurred alike; null where it was not kept. */
  prediction: Float32Array | null
  /** Blurred micrograph less what its main phase alone would show; left out where it has one phase. */
  phase?: Float32Array
}

/** σ of the blur in distances between columns: that of the models, 2 px where columns are 17 px apart. */
const BLUR = 2 / 17

/**
 * What a judgement expects of every column: the height of what stands around and the place that the columns around give it, each with what
 * the predictors explain. As they were fitted are taken: columns of a hole, which is a region, and those that the edge cuts, whose height
 * and ground cannot be told apart.
 */
export function expectedColumns(
  { fit, own, explained, hole }: Pick<JudgedColumns, 'fit' | 'own' | 'explained' | 'hole'>,
  columns: Columns,
): Expected {
  const { x, y } = columns.table
  const fitted = asFitted(columns, fit)
  const expected = fitted.map((column, n): Gaussian => {
    if (!fit.seen[n] || hole[n] || Number.isNaN(own.level[n])) return column
    const place = (lattice: Float64Array, c: 1 | 2) => lattice[n] + (own.usual[c - 1][n] || 0) + (explained[c][n] || 0)
    return { ...column, x: place(x, 1), y: place(y, 2), height: own.level[n] * (1 + (explained[0][n] || 0)) }
  })
  return { columns, fit, fitted, expected }
}

function asFitted({ table }: Columns, { height, dx, dy, widths }: JointFit): Gaussian[] {
  return Array.from(height, (own, n) => {
    const fitted = { height: own, dx: dx[n], dy: dy[n] }
    return asDrawn({ x: table.x[n], y: table.y[n] }, fitted, widths[table.sublattice[n]])
  })
}

/**
 * Draws what is expected of the columns of all grains, and what the micrograph has more or less than that. `mainPhase`: what the main phase alone
 * would show, of each grain that has two.
 */
export function drawExpected(
  picture: Plane,
  grains: readonly Expected[],
  mainPhase: readonly (Expected | null)[] = [],
): Pictures {
  const sigma = BLUR * grains[0].columns.spacing
  const kernel = gaussianKernel(sigma, Math.ceil(3 * sigma))
  const smooth = (image: Float32Array, out = image) => {
    blur({ image, out }, picture, kernel, 'repeated')
    return out
  }
  const expected = (of: readonly Expected[]) => smooth(expectedPicture(picture, of))
  const prediction = expected(grains)
  const hasPhases = mainPhase.some((grain) => grain !== null)
  const alone = hasPhases ? expected(grains.map((grain, g) => mainPhase[g] ?? grain)) : null
  // A large micrograph leaves room for few pictures: what is no longer needed becomes what is.
  const micrograph = smooth(picture.data, new Float32Array(picture.data.length))
  const phase = alone && difference(micrograph, alone, alone)
  return { heat: difference(micrograph, prediction, micrograph), prediction, ...(phase && { phase }) }
}

/** The first less the second, written into `out`, which may be one of them. */
function difference(first: Float32Array, second: Float32Array, out: Float32Array): Float32Array {
  for (let at = 0; at < out.length; at++) out[at] = first[at] - second[at]
  return out
}

/**
 * Gaussians over the ground of the joint fit; besides, each column has what those of its kind have in common that a Gaussian has not:
 * broader tails, faint columns beside it. Where several lattices are, a pixel is of the one that has the nearest column.
 */
function expectedPicture(picture: Plane, grains: readonly Expected[]): Float32Array {
  const drawn = groundOf(picture, grains)
  const draw = (of: 'fitted' | 'expected', data: Float32Array) => {
    for (const { fit, ...grain } of grains) {
      for (const column of grain[of]) add(column, data, picture)
      for (const column of fit.beside) add(column, data, picture)
    }
  }
  const left = drawn.slice()
  draw('fitted', left)
  difference(picture.data, left, left)
  const addShapes = commonShapes({ ...picture, data: left }, grains)
  draw('expected', drawn)
  addShapes(drawn)
  return drawn
}

/** The ground of each grain where its columns are the nearest, and the first one's elsewhere. */
function groundOf(picture: Plane, grains: readonly Expected[]): Float32Array {
  const [first, ...others] = grains.map(({ fit: { ground } }) => {
    const drawn = new Float32Array(picture.data.length)
    new Background(picture, ground.step).render(ground.levels, drawn)
    return drawn
  })
  if (others.length === 0) return first
  visitNearest(picture, grains, (at, _, g) => {
    if (g > 0) first[at] = others[g - 1][at]
  })
  return first
}

function add({ x, y, height, sigma }: Gaussian, data: Float32Array, size: Pick<Plane, 'width' | 'height'>): void {
  const [across, down] = [profile(x, sigma, size.width), profile(y, sigma, size.height)]
  for (let row = 0; row < down.length; row++) {
    const from = (down.from + row) * size.width + across.from
    const factor = height * down.values[row]
    for (let k = 0; k < across.length; k++) data[from + k] += factor * across.values[k]
  }
}
