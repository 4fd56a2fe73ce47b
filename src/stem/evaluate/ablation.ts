import type { Engine } from '../../kernels'
import { predict } from '../model/predict'
import type { Vae } from '../model/vae'
import { fitPca } from '../paper/pca'
import type { BulkPatches } from '../patch/bulk-patches'
import { learnGeometry } from '../patch/columns'
import type { PatchSet } from '../patch/patches'
import { preprocessOnHost } from '../patch/preprocess'
import type { SmoothDefect } from '../patch/smooth-defects'
import { unseen } from '../patch-detector/calibrate'
import { latticeTemplate } from '../patch-detector/lattice-template'
import { deviations, learnObserver, observe } from '../patch-detector/observer'
import type { Done } from './contest'
import { contestOn, smoothResults } from './contest'
import type { Ground } from './ground'
import type { SmoothResult } from './metrics'
import { HARD_ROWS } from './rows'
import type { Scorer } from './scorers'

/** What is found where another prediction stands under Lacuna's score. */
export async function ablation(
  engine: Engine,
  { vae, learned }: { vae: Vae; learned: BulkPatches },
  { bulk, render }: Ground,
  done: Done,
): Promise<Record<string, SmoothResult[]>> {
  const contest = await contestOn(bulk, await ablationScorers(engine, vae, learned))
  return smoothResults(contest, HARD_ROWS, (row) => render(bulk, row), done)
}

/** Whether a row of the curves is one of the ablation as well. */
export function isHard({ sublattice, kind, size }: SmoothDefect): boolean {
  return HARD_ROWS.some((row) => row.sublattice === sublattice && row.kind === kind && row.size === size)
}

/** Other predictions judged as Lacuna's are, by what they have not learned from. */
async function ablationScorers(
  engine: Engine,
  vae: Vae,
  { training, calibration }: BulkPatches,
): Promise<Record<string, Scorer>> {
  const [inputs, heldOut] = [preprocessOnHost(training), preprocessOnHost(calibration)]
  const geometry = learnGeometry(inputs.data, inputs.count, inputs.size)
  const judged = async (
    predictor: (patches: PatchSet) => Promise<Float32Array> | Float32Array,
    bulk: PatchSet,
  ): Promise<Scorer> => {
    const measure = async (patches: PatchSet) => deviations(patches, await predictor(patches), geometry)
    const observer = learnObserver(await measure(bulk), bulk.size, geometry)
    return async (raw) => {
      const patches = preprocessOnHost(raw)
      return [observe(observer, await measure(patches), patches.size).scores]
    }
  }
  return {
    VAE: await judged((patches) => predict(engine, vae, patches), heldOut),
    'PCA-20': await judged(fitPca(inputs), heldOut),
    'PCA-40': await judged(fitPca(inputs, 40), heldOut),
    'perfect lattice': await judged(latticeTemplate(geometry), unseen('lattice', inputs, heldOut)),
  }
}
