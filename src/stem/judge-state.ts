import { ModelError } from '../errors'
import type { StateDict } from '../nn'
import type { ColumnJudge } from './calibrate'
import type { Response } from './columns/finding'
import type { Scatter } from './columns/scatter'
import type { Prediction } from './foresee'
import type { Vae } from './vae'

/** What a model file says in its metadata of how columns of patches are judged. */
export interface ColumnsRecord {
  prediction: Prediction
  scatter: Scatter
  response: Response
}

const PATCHES = 'calibration.patches.scores'
const COLUMNS = 'calibration.columns.scores'

/** A judge as a model file has it: the scores of held-out bulk under their names, and what stands in the metadata. */
export function judgeState({ observer, response, foresight }: ColumnJudge): {
  state: StateDict
  record: ColumnsRecord
} {
  const { scatter, columns, patches } = observer
  return {
    state: {
      [COLUMNS]: { shape: [columns.scores.length], data: Float32Array.from(columns.scores) },
      [PATCHES]: { shape: [patches.scores.length], data: Float32Array.from(patches.scores) },
    },
    record: { prediction: foresight.prediction, scatter, response },
  }
}

/** The judge of a model file, and the state without it; throws a ModelError where a table is missing. */
export function judgeFromState(
  { [COLUMNS]: columns, [PATCHES]: patches, ...weights }: StateDict,
  { prediction, scatter, response }: ColumnsRecord,
  source: string,
): { weights: StateDict; judge: (vae: Vae) => ColumnJudge } {
  if (!columns || !patches) {
    throw new ModelError('model-corrupt', source, 'it holds no calibration of its columns; save the model again')
  }
  const observer = { scatter, columns: { scores: columns.data }, patches: { scores: patches.data } }
  return {
    weights,
    judge: (vae) => ({ observer, response, foresight: { prediction, vae, geometry: scatter.geometry } }),
  }
}
