import type { Micrograph } from '../../io/micrograph'
import type { Engine } from '../../kernels'
import type { LongCall } from '../../progress'
import { nearestDistances } from '../lattice/sites'
import type { Lattice } from '../lattice/lattice'
import type { Frame } from '../math/vector'
import type { Vae } from '../model/vae'
import type { Band } from './bands'
import { MARGIN, predictBands } from './bands'
import type { Columns } from './columns'
import type { ColumnShape } from './leak'
import { fitColumns } from './joint-fit'
import type { JointFit } from './joint-fit'
import type { Filtered } from './matched-filter'
import { matchedFilter, unfiltered } from './matched-filter'
import type { View } from './view'

/** What a micrograph and its prediction show of every column. */
export interface Measured {
  fit: JointFit
  /** What the filters see of the prediction, px of the micrograph; NaN where it predicted nothing. */
  prediction: Filtered
  /** Seconds that the engine took for its patches, and that all else took: cutting them, putting them together, columns. */
  seconds: { predict: number; measure: number }
  patches: number
}

/** Part of the distance to the nearest column, and σ of the blurred column, that its filter reaches. */
const REACH = 0.55
const REACH_IN_SIGMA = 2.2

/** Predicts the micrograph and measures every column of it and of its prediction. */
export async function measureMicrograph(
  engine: Engine,
  vae: Vae,
  { micrograph, sampler, columns }: View & { columns: Columns },
  { shapes, ...call }: LongCall & { shapes: readonly ColumnShape[] },
): Promise<Measured> {
  const { frame } = sampler
  const { count, sublattice, x, y } = columns.table
  const places = Array.from({ length: count }, (_, n) => frame.coordinates(x[n], y[n]))
  const order = Array.from(places.keys()).sort((p, q) => places[p].y - places[q].y)
  const prediction = unfiltered(count)
  let next = 0
  const begun = performance.now()
  const fit = fitColumns(micrograph, columns)
  const turned = axesOf(frame)
  const onBand = (band: Band) => {
    const last = band.complete === frame.height
    const rows = { ...band, images: [band.prediction] }
    for (; next < order.length; next++) {
      const n = order[next]
      const { sigma, reach } = shapes[sublattice[n]]
      const { x: u, y: v } = places[n]
      if (!last && v + reach >= band.complete - 1) break
      // A turned frame shows more than the micrograph: what lies beyond is made up.
      if (edgeDistance(micrograph, x[n], y[n]) < reach * frame.scale) continue
      if (matchedFilter(rows, { u, v, sigma, reach }, [prediction], n)) turned(prediction, n)
    }
  }
  const { patches, seconds } = await predictBands(engine, vae, sampler, { onBand, ...call })
  return {
    fit,
    prediction,
    patches,
    seconds: { predict: seconds, measure: (performance.now() - begun) / 1000 - seconds },
  }
}

/** The shape of each sublattice's columns, px of the frame: the model's blur widens them. */
export function columnShapes({ a, b, sublattices }: Lattice, scale: number, blur: number): ColumnShape[] {
  const places = sublattices.map(({ position }) => ({ ...position, prominence: 0 }))
  return nearestDistances(places, { a, b }).map((nearest, s) => {
    const width = sublattices[s].width / scale
    const sigma = Math.hypot(width, blur)
    const reach = Math.min((REACH * nearest) / scale, REACH_IN_SIGMA * sigma, MARGIN - 1)
    return { width, sigma, reach }
  })
}

/** Turns a column's displacement from the frame's axes to the micrograph's. */
function axesOf({ place }: Frame): (filtered: Filtered, n: number) => void {
  const origin = place(0, 0)
  const [across, down] = [place(1, 0), place(0, 1)]
  return ({ dx, dy }, n) => {
    const [u, v] = [dx[n], dy[n]]
    dx[n] = u * (across.x - origin.x) + v * (down.x - origin.x)
    dy[n] = u * (across.y - origin.y) + v * (down.y - origin.y)
  }
}

/** From a place to the nearest edge, px. */
function edgeDistance({ width, height }: Pick<Micrograph, 'width' | 'height'>, x: number, y: number): number {
  return Math.min(x, y, width - 1 - x, height - 1 - y) + 0.5
}
