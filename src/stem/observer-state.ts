import { ModelError } from '../errors'
import type { StateDict } from '../nn'
import type { PrincipalSpace } from './baselines/pca'
import type { Response } from './columns/finding'
import type { ColumnGeometry } from './columns/find'
import type { Observer } from './columns/observer'
import { correlationLength, spreadLength } from './columns/scatter'

/** What a model file says in its metadata of how columns are judged. */
export interface ColumnsRecord {
  geometry: ColumnGeometry
  contaminated: boolean
  response: Response
  /** Of the VAE in the prediction. */
  share: number
}

const NAMES = {
  centre: 'calibration.columns.centre',
  spread: 'calibration.columns.spread',
  correlation: 'calibration.columns.correlation',
  columns: 'calibration.columns.scores',
  patches: 'calibration.patches.scores',
  mean: 'linear.mean',
  axes: 'linear.axes',
} as const

/** The observer's tables under their names in a model file. */
export function observerState({ scatter, columns, patches }: Observer, { mean, axes }: PrincipalSpace): StateDict {
  const tables = {
    centre: scatter.centre,
    spread: scatter.spread,
    correlation: scatter.correlation,
    columns: columns.scores,
    patches: patches.scores,
    mean,
    axes: axes.flatMap((axis) => Array.from(axis)),
  }
  return Object.fromEntries(
    Object.entries(tables).map(([key, table]) => {
      return [NAMES[key as keyof typeof NAMES], { shape: [table.length], data: Float32Array.from(table) }]
    }),
  )
}

/** The observer of a model file, and what else is in it; throws a ModelError where a table is missing or cut. */
export function observerFromState(state: StateDict, { geometry, contaminated }: ColumnsRecord, source: string) {
  const weights = { ...state }
  const table = (key: keyof typeof NAMES, length?: number): Float32Array => {
    const found = state[NAMES[key]]
    if (!found || (length !== undefined && found.data.length !== length)) {
      throw new ModelError(
        'model-corrupt',
        source,
        `its table ${NAMES[key]} is missing or damaged; save the model again`,
      )
    }
    delete weights[NAMES[key]]
    return found.data
  }
  const observer: Observer = {
    scatter: {
      geometry,
      centre: Float64Array.from(table('centre', spreadLength)),
      spread: Float64Array.from(table('spread', spreadLength)),
      correlation: Float64Array.from(table('correlation', correlationLength)),
    },
    columns: { scores: table('columns'), contaminated },
    patches: { scores: table('patches'), contaminated },
  }
  const mean = Float64Array.from(table('mean'))
  const flat = table('axes')
  if (flat.length % mean.length !== 0)
    throw new ModelError('model-corrupt', source, 'its principal axes are cut; save it again')
  const axes = Array.from({ length: flat.length / mean.length }, (_, k) =>
    Float64Array.from(flat.subarray(k * mean.length, (k + 1) * mean.length)),
  )
  return { observer, linear: { mean, axes }, weights }
}
