import type { Micrograph } from '../../io/micrograph'
import type { Engine } from '../../kernels'
import { Random } from '../../nn'
import type { LongCall } from '../../progress'
import { fitLinearAnchor } from './linear-anchor'
import { preprocessOnHost } from '../patch/preprocess'
import { learn } from '../model/learn'
import { calibratePatchJudge } from '../patch-detector/calibrate'
import { learnGeometry } from '../patch/columns'
import { deviations, observe } from '../patch-detector/observer'
import { crops } from '../patch/crops'
import { holdOut } from '../patch/holdout'
import type { PatchSet } from '../patch/patches'
import { predictPatches } from '../patch-detector/prediction'
import { preprocess } from '../model/predict'
import type { Preset } from '../model/presets'
import { renderSmoothDefects } from '../patch/smooth-defects'
import type { FalseAlarms, SmoothResult } from './metrics'
import { best, falseAlarms } from './metrics'
import { publishedDrawing } from './published-drawing'
import { HARD_ROWS } from './rows'

/** The second evaluation: trained on crops of the left half of a micrograph, judged on crops of the right half. */
export interface Halves {
  micrograph: string
  patches: { training: number; test: number }
  scores: Record<'lacuna' | 'pca-40', SmoothResult[]>
  falseAlarms: FalseAlarms[]
}

const TRAINING = 1000
const TEST = 300

export async function disjointHalves(
  engine: Engine,
  micrograph: Micrograph,
  preset: Preset,
  options: LongCall & { seed: number; epochs: number },
): Promise<Halves> {
  const { patch: size } = preset
  const random = new Random(options.seed)
  const middle = micrograph.width >> 1
  const cut = (from: number, to: number, count: number): PatchSet => {
    const origins = Uint32Array.from({ length: 2 * count }, (_, k) =>
      k % 2 ? random.integer(micrograph.height - size + 1) : from + random.integer(to - from - size + 1),
    )
    const { data } = crops(micrograph, size, origins)
    return { data, count, size }
  }
  const training = cut(0, middle, TRAINING)
  const test = cut(middle, micrograph.width, TEST)
  const model = await learn(engine, holdOut(micrograph.name, training), preset, options)
  const { observer, predictor } = await calibratePatchJudge(model, options.onProgress)
  try {
    const lacuna = async (raw: PatchSet) => {
      const inputs = await preprocess(engine, raw, preset)
      const predictions = await predictPatches(engine, predictor, inputs)
      return observe(observer, deviations(inputs, predictions, observer.scatter.geometry), size)
    }
    const inputs = preprocessOnHost(training)
    const geometry = learnGeometry(inputs.data, inputs.count, size)
    const drawing = publishedDrawing(geometry)
    const anchor = fitLinearAnchor(training, test, geometry)
    const bulk = { lacuna: await lacuna(test), anchor: Object.values(anchor(test)) }
    const scores: Halves['scores'] = { lacuna: [], 'pca-40': [] }
    for (const row of HARD_ROWS) {
      const { patches } = renderSmoothDefects(test, row, drawing, new Random(options.seed))
      scores.lacuna.push({ ...row, ...best([bulk.lacuna.scores], [(await lacuna(patches)).scores]) })
      scores['pca-40'].push({ ...row, ...best(bulk.anchor, Object.values(anchor(patches))) })
    }
    return {
      micrograph: micrograph.name,
      patches: { training: TRAINING, test: TEST },
      scores,
      falseAlarms: falseAlarms(bulk.lacuna.pValues),
    }
  } finally {
    model.vae.release()
  }
}
