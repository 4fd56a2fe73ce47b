import type { Engine } from '../kernels'
import { Random } from '../nn'
import { principalSpace, project } from './baselines/pca'
import { learnGeometry } from './columns/find'
import type { Response } from './columns/finding'
import type { Observer } from './columns/observer'
import { deviations, judge, learnObserver, patchScore } from './columns/observer'
import { measureResponse } from './columns/response'
import type { Foresight } from './foresee'
import { blend, COMPONENTS, foresee, SHARES } from './foresee'
import type { PatchSet } from './patches'
import { selectPatches } from './patches'
import { predict, preprocess } from './predict'
import { auroc } from './rank'
import type { SmoothDefect } from './smooth'
import { renderSmoothDefects } from './smooth'
import type { Vae } from './vae'

/** All that judges patches column by column. */
export interface ColumnJudge {
  observer: Observer
  response: Response
  /** How the prediction that is judged comes about. */
  foresight: Foresight
}

/** Training patches that teach how columns scatter, beside all that are held out. */
const TAUGHT_BY = 250
/** What is rendered on held-out bulk to choose the prediction by; shifts in spacings (0.09 are 0.25 Å). */
const TRIALS: readonly Pick<SmoothDefect, 'kind' | 'size'>[] = [
  { kind: 'deficit', size: 0.2 },
  { kind: 'shift', size: 0.09 },
]

interface Views {
  inputs: PatchSet
  learned: Float32Array
  linear: Float32Array
}

/**
 * Calibrates a trained VAE for Lacuna's score. `training` and `heldOut` are preprocessed, `raw` are the held-out patches as
 * they came. No labelled defect is needed: those that choose the prediction and tell its response are rendered on bulk.
 */
export async function calibrateColumns(
  engine: Engine,
  vae: Vae,
  training: PatchSet,
  heldOut: PatchSet,
  raw: PatchSet,
  contaminated: boolean,
): Promise<ColumnJudge> {
  const space = principalSpace(training, COMPONENTS)
  const look = async (inputs: PatchSet): Promise<Views> => ({
    inputs,
    learned: await predict(engine, vae, inputs),
    linear: project(inputs, space),
  })
  const geometry = learnGeometry(heldOut.data, heldOut.count, heldOut.size)
  const [bulk, taught] = [await look(heldOut), await look(spread(training, TAUGHT_BY))]
  const trials: Views[] = []
  for (const sublattice of geometry.sublattices === 2 ? (['sr', 'ti'] as const) : (['sr'] as const)) {
    for (const trial of TRIALS) {
      const drawing = { sigma: 0.2 * geometry.spacing, pixelSize: 1 / geometry.spacing, eightBit: false }
      const { patches } = renderSmoothDefects(raw, { sublattice, ...trial }, geometry, new Random(3), drawing)
      trials.push(await look(await preprocess(engine, patches, vae.preset)))
    }
  }
  const measure = ({ inputs, learned, linear }: Views, share: number) =>
    deviations(inputs, blend(learned, linear, share), geometry)
  const candidates = SHARES.map((share) => {
    const observer = learnObserver(measure(bulk, share), measure(taught, share), heldOut.size, geometry, contaminated)
    const found = trials.map((views) => {
      const scores = measure(views, share).map((patch) => patchScore(judge(patch, heldOut.size, observer.scatter)))
      return auroc(observer.patches.scores, scores)
    })
    return { share, observer, found: found.reduce((sum, value) => sum + value, 0) }
  })
  const { share, observer } = candidates.reduce((best, other) => (other.found > best.found ? other : best))
  const foresight = { vae, linear: space, share }
  const response = await measureResponse(raw, observer, async (patches) => {
    const inputs = await preprocess(engine, patches, vae.preset)
    return { inputs, predictions: await foresee(engine, foresight, inputs) }
  })
  return { observer, response, foresight }
}

/** At most `count` patches, evenly spaced in a set. */
export function spread(patches: PatchSet, count: number): PatchSet {
  const taken = Math.min(count, patches.count)
  return selectPatches(
    patches,
    Array.from({ length: taken }, (_, i) => Math.floor((i * patches.count) / taken)),
  )
}
