import { ModelError } from '../../errors'
import type { StateDict } from '../../nn'
import type { PatchJudge } from '../patch-detector/calibrate'
import type { BulkScores } from '../math/conformal'
import type { Response } from '../patch-detector/column-change'
import type { Scatter } from '../patch-detector/scatter'
import type { Prediction } from '../patch-detector/prediction'
import type { Vae } from '../model/vae'

/** What a model file says in its metadata of how columns of patches are judged. */
export interface ColumnsRecord {
  prediction: Prediction
  scatter: Scatter
  response: Response
}

/** Each with the number of its part after it. */
const PATCHES = 'calibration.patches.'
const COLUMNS = 'calibration.columns.'

/** A judge as a model file has it: the scores of held-out bulk under their names, and what stands in the metadata. */
export function judgeState({ observer, response, predictor }: PatchJudge): {
  state: StateDict
  record: ColumnsRecord
} {
  const { scatter, columns, patches } = observer
  const numbered = (name: string, { parts }: BulkScores) =>
    parts.map((data, k) => [`${name}${k}`, { shape: [data.length], data }] as const)
  return {
    state: Object.fromEntries([...numbered(COLUMNS, columns), ...numbered(PATCHES, patches)]),
    record: { prediction: predictor.prediction, scatter, response },
  }
}

/** The judge of a model file, and the state without it; throws a ModelError where a table is missing. */
export function judgeFromState(
  state: StateDict,
  { prediction, scatter, response }: ColumnsRecord,
  source: string,
): { weights: StateDict; judge: (vae: Vae) => PatchJudge } {
  const named = (name: string) => Object.entries(state).filter(([key]) => key.startsWith(name))
  const [columns, patches] = [named(COLUMNS), named(PATCHES)].map((tables) => ({
    parts: tables.map(([, { data }]) => data),
  }))
  if (columns.parts.length === 0 || patches.parts.length === 0) {
    throw new ModelError('model-corrupt', source, 'it holds no calibration of its columns; save the model again')
  }
  const observer = { scatter, columns, patches }
  const isWeight = ([key]: [string, unknown]) => !key.startsWith(COLUMNS) && !key.startsWith(PATCHES)
  return {
    weights: Object.fromEntries(Object.entries(state).filter(isWeight)),
    judge: (vae) => ({ observer, response, predictor: { prediction, vae, geometry: scatter.geometry } }),
  }
}
