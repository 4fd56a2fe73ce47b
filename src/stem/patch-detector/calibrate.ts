import type { Engine } from '../../kernels'
import { Random } from '../../nn'
import type { LongCall } from '../../progress'
import { counter } from '../../progress'
import type { ColumnGeometry } from '../patch/columns'
import { learnGeometry } from '../patch/columns'
import type { Response } from './finding'
import type { Observer } from './observer'
import { deviations, judge, learnObserver, patchScore } from './observer'
import { measureResponse } from './response'
import type { Foresight, Prediction } from './prediction'
import { foresee, PREDICTIONS } from './prediction'
import type { PatchSet } from '../patch/patches'
import { joinPatches } from '../patch/patches'
import { preprocess } from '../model/predict'
import { auroc } from '../math/rank'
import type { SmoothDefect } from '../patch/smooth-defects'
import { renderSmoothDefects } from '../patch/smooth-defects'
import type { Vae } from '../model/vae'

/** All that judges patches column by column. */
export interface ColumnJudge {
  observer: Observer
  response: Response
  /** How the prediction that is judged comes about. */
  foresight: Foresight
}

/** What is rendered on held-out bulk to choose the prediction by; shifts in spacings (0.09 are 0.25 Å). */
const TRIALS: readonly Pick<SmoothDefect, 'kind' | 'size'>[] = [
  { kind: 'deficit', size: 0.2 },
  { kind: 'shift', size: 0.09 },
]

/**
 * Calibrates a trained VAE for Lacuna's score. `training` and `heldOut` are preprocessed, `raw` are the held-out patches as
 * they came. No labelled defect is needed: those that choose the prediction and tell its response are rendered on bulk.
 * Takes seconds; an abort does not stop it, for a model that was cancelled is calibrated as it stands.
 */
export async function calibrateColumns(
  engine: Engine,
  vae: Vae,
  training: PatchSet,
  heldOut: PatchSet,
  raw: PatchSet,
  onProgress?: LongCall['onProgress'],
): Promise<ColumnJudge> {
  const geometry = learnGeometry(heldOut.data, heldOut.count, heldOut.size)
  const raws = rendered(raw, geometry)
  const done = counter('calibrate', 'set', PREDICTIONS.length * (1 + raws.length) + 1, onProgress ? { onProgress } : {})
  const trials: PatchSet[] = []
  for (const patches of raws) trials.push(await preprocess(engine, patches, vae.preset))
  const candidates: { foresight: Foresight; observer: Observer; found: number }[] = []
  for (const prediction of PREDICTIONS) {
    const foresight = { prediction, vae, geometry }
    const measure = async (patches: PatchSet) =>
      deviations(patches, await foresee(engine, foresight, patches), geometry)
    const bulk = await measure(unseen(prediction, training, heldOut))
    const observer = learnObserver(bulk, heldOut.size, geometry)
    await done()
    const bulkScores = observer.patches.regions.flatMap((scores) => Array.from(scores))
    let found = 0
    for (const trial of trials) {
      const scores = (await measure(trial)).map((patch) => patchScore(judge(patch, heldOut.size, observer.scatter)))
      found += auroc(bulkScores, scores)
      await done()
    }
    candidates.push({ foresight, observer, found })
  }
  const { foresight, observer } = candidates.reduce((best, other) => (other.found > best.found ? other : best))
  const response = await measureResponse(raw, observer, async (patches) => {
    const inputs = await preprocess(engine, patches, vae.preset)
    return { inputs, predictions: await foresee(engine, foresight, inputs) }
  })
  await done()
  return { observer, response, foresight }
}

/** Bulk that a prediction has not learned from: what was held out or, where nothing is learned, everything. */
export function unseen(prediction: Prediction, training: PatchSet, heldOut: PatchSet): PatchSet {
  return prediction === 'vae' ? heldOut : joinPatches([heldOut, training])
}

function rendered(raw: PatchSet, geometry: ColumnGeometry): PatchSet[] {
  const drawing = { sigma: 0.2 * geometry.spacing, pixelSize: 1 / geometry.spacing, eightBit: false }
  return (['sr', 'ti'] as const)
    .slice(0, geometry.sublattices)
    .flatMap((sublattice) =>
      TRIALS.map(
        (trial) => renderSmoothDefects(raw, { sublattice, ...trial }, geometry, new Random(3), drawing).patches,
      ),
    )
}
