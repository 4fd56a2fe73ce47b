import { ModelError } from '../errors'
import type { StateDict } from '../nn'
import type { Response } from './columns/finding'
import type { Observer } from './columns/observer'
import type { Scatter } from './columns/scatter'
import type { Prediction } from './foresee'

/** What a model file says in its metadata of how columns are judged. */
export interface ColumnsRecord {
  prediction: Prediction
  scatter: Scatter
  contaminated: boolean
  response: Response
}

const PATCHES = 'calibration.patches.scores'
const COLUMNS = 'calibration.columns.scores'

/** The scores of held-out bulk under their names in a model file. */
export function observerState({ columns, patches }: Observer): StateDict {
  return {
    [COLUMNS]: { shape: [columns.scores.length], data: Float32Array.from(columns.scores) },
    [PATCHES]: { shape: [patches.scores.length], data: Float32Array.from(patches.scores) },
  }
}

/** The observer of a model file, and what else is in it; throws a ModelError where a table is missing. */
export function observerFromState(
  { [COLUMNS]: columns, [PATCHES]: patches, ...weights }: StateDict,
  { scatter, contaminated }: ColumnsRecord,
  source: string,
): { observer: Observer; weights: StateDict } {
  if (!columns || !patches) {
    throw new ModelError('model-corrupt', source, 'it holds no calibration of its columns; save the model again')
  }
  const calibrated = ({ data }: { data: Float32Array }) => ({ scores: data, contaminated })
  return { observer: { scatter, columns: calibrated(columns), patches: calibrated(patches) }, weights }
}
