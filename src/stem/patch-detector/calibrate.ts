import { Random } from '../../nn'
import type { LongCall } from '../../progress'
import { counter } from '../../progress'
import { auroc } from '../math/rank'
import type { TrainedModel } from '../model/learn'
import { preprocess } from '../model/predict'
import type { ColumnGeometry } from '../patch/columns'
import { learnGeometry } from '../patch/columns'
import type { PatchSet } from '../patch/patches'
import { joinPatches } from '../patch/patches'
import type { SmoothDefect } from '../patch/smooth-defects'
import { drawingInSpacings, renderSmoothDefects } from '../patch/smooth-defects'
import type { Response } from './column-change'
import type { Observer } from './observer'
import { deviations, judge, learnObserver, patchScore } from './observer'
import type { PatchPrediction, Prediction } from './prediction'
import { predictPatches, PREDICTIONS } from './prediction'
import { measureResponse } from './response'

/** All that judges patches column by column. */
export interface PatchJudge {
  observer: Observer
  response: Response
  /** How the prediction that is judged comes about. */
  predictor: PatchPrediction
}

/** What is rendered on held-out bulk to choose the prediction by; shifts in spacings (0.09 are 0.25 Å). */
const TRIALS: readonly Pick<SmoothDefect, 'kind' | 'size'>[] = [
  { kind: 'deficit', size: 0.2 },
  { kind: 'shift', size: 0.09 },
]

/**
 * Calibrates a trained VAE for Lacuna's score of patches. No labelled defect is needed: those that choose the prediction and
 * tell its response are rendered on bulk. Takes seconds; an abort does not stop it, for a model that was cancelled is
 * calibrated as it stands.
 */
export async function calibratePatchJudge(
  { engine, vae, bulk: { learned, heldOut, raw } }: TrainedModel,
  onProgress?: LongCall['onProgress'],
): Promise<PatchJudge> {
  const geometry = learnGeometry(heldOut.data, heldOut.count, heldOut.size)
  const raws = rendered(raw, geometry)
  const done = counter('calibrate', 'set', PREDICTIONS.length * (1 + raws.length) + 1, onProgress ? { onProgress } : {})
  const trials: PatchSet[] = []
  for (const patches of raws) trials.push(await preprocess(engine, patches, vae.preset))
  const candidates: { predictor: PatchPrediction; observer: Observer; found: number }[] = []
  for (const prediction of PREDICTIONS) {
    const predictor = { prediction, vae, geometry }
    const measure = async (patches: PatchSet) =>
      deviations(patches, await predictPatches(engine, predictor, patches), geometry)
    const bulk = await measure(unseen(prediction, learned, heldOut))
    const observer = learnObserver(bulk, heldOut.size, geometry)
    await done()
    const bulkScores = observer.patches.parts.flatMap((scores) => Array.from(scores))
    let found = 0
    for (const trial of trials) {
      const scores = (await measure(trial)).map((patch) => patchScore(judge(patch, heldOut.size, observer.scatter)))
      found += auroc(bulkScores, scores)
      await done()
    }
    candidates.push({ predictor, observer, found })
  }
  const { predictor, observer } = candidates.reduce((best, other) => (other.found > best.found ? other : best))
  const response = await measureResponse(raw, observer, async (patches) => {
    const inputs = await preprocess(engine, patches, vae.preset)
    return { inputs, predictions: await predictPatches(engine, predictor, inputs) }
  })
  await done()
  return { observer, response, predictor }
}

/** Bulk that a prediction has not learned from: what was held out or, where nothing is learned, everything. */
export function unseen(prediction: Prediction, learned: PatchSet, heldOut: PatchSet): PatchSet {
  return prediction === 'vae' ? heldOut : joinPatches([heldOut, learned])
}

function rendered(raw: PatchSet, geometry: ColumnGeometry): PatchSet[] {
  const drawing = drawingInSpacings(geometry)
  return Array.from({ length: geometry.sublattices }, (_, sublattice) =>
    TRIALS.map((trial) => renderSmoothDefects(raw, { sublattice, ...trial }, drawing, new Random(3)).patches),
  ).flat()
}
