import type { Micrograph } from '../../io/micrograph'
import type { AdapterSummary, Engine } from '../../kernels'
import { adapterSummary } from '../../kernels'
import { Random } from '../../nn'
import type { LongCall } from '../../progress'
import { counter, throwIfAborted } from '../../progress'
import { latticeTemplate } from '../patch-detector/lattice-template'
import { preprocessOnHost } from '../patch/preprocess'
import { learn } from '../model/learn'
import { calibratePatchJudge } from '../patch-detector/calibrate'
import { learnGeometry } from '../patch/columns'
import { deviations, observe } from '../patch-detector/observer'
import { holdOut } from '../patch/holdout'
import { fingerprints, sharedColumns } from '../patch/overlap'
import type { DefectSet, ReproductionData } from '../paper/image-sets'
import type { PatchSet } from '../patch/patches'
import { DEFECT_SETS } from '../paper/image-sets'
import { selectPatches } from '../patch/patches'
import type { Prediction } from '../patch-detector/prediction'
import { predictPatches } from '../patch-detector/prediction'
import { preprocess } from '../model/predict'
import type { PresetName } from '../model/presets'
import { presetNamed } from '../model/presets'
import { poisson } from '../simulate/counting'
import type { SmoothDefect } from '../patch/smooth-defects'
import { renderSmoothDefects } from '../patch/smooth-defects'
import { trainVae } from '../model/train'
import { Vae } from '../model/vae'
import type { BulkScatter } from './bound'
import { bulkScatter, idealAuroc } from './bound'
import { disjointHalves } from './halves'
import type { Halves } from './halves'
import type { FalseAlarms, Separation, SmoothResult } from './metrics'
import { best, falseAlarms } from './metrics'
import type { Recognition } from './recognition'
import { recognise } from './recognition'
import { DOSE_ROWS, DOSES, HARD_ROWS, SMOOTH_ROWS } from './rows'
import type { Scorer } from './scorers'
import { ablationScorers, baselineScorers, lacunaScorer, paperScorer } from './scorers'

/** What one score makes of the published sets and of smooth defects. */
export interface ScoreResult {
  published: Record<DefectSet, Separation>
  smooth: SmoothResult[]
}

export interface Evaluation {
  source: string
  remark?: string
  preset: PresetName
  seed: number
  epochs: number
  adapter: AdapterSummary
  /** Training and calibration of Lacuna's model, and training by the paper's recipe, s. */
  seconds: { lacuna: number; paper: number }
  /** Patches trained on and held out, scores that calibrate, patches of the bulk test set. */
  patches: { training: number; heldOut: number; calibration: number; bulk: number }
  scores: Record<string, ScoreResult>
  /** The ideal observer's AUROC for each of the smooth rows, from the scatter of the bulk test set. */
  ideal: (SmoothDefect & { auroc: number })[]
  scatter: BulkScatter
  falseAlarms: FalseAlarms[]
  recognition: Recognition[]
  /** Predictions of other origin under Lacuna's score. */
  ablation: Record<string, SmoothResult[]>
  dose: (SmoothResult & { score: string; dose: number })[]
  /** What predicts the patches that Lacuna's score judges: chosen by defects rendered on held-out bulk. */
  prediction: Prediction
  /** Part of the test columns, and of the test patches, that the training patches show too. */
  overlap: { columns: number; patches: number }
  halves: Halves | null
}

export interface EvaluateOptions extends LongCall {
  preset: PresetName
  seed: number
  epochs?: number
  /** Cut into disjoint halves for the second evaluation. */
  micrograph?: Micrograph
}

/** Patches of a row of the curves between the published sizes, of the ablation and of the dose series. */
const FEWER = 200

/** Trains Lacuna's model and the baselines, and measures what each score finds. */
export async function evaluate(
  engine: Engine,
  data: ReproductionData,
  { preset: presetName, seed, epochs: wanted, micrograph, ...call }: EvaluateOptions,
): Promise<Evaluation> {
  const preset = presetNamed(presetName)
  const epochs = wanted ?? preset.epochs
  const { signal } = call
  const bulk = data.sets.bulk
  const started = performance.now()
  const bulkPatches = holdOut(data.source, data.training)
  const model = await learn(engine, bulkPatches, preset, { seed, epochs, ...call })
  const judge = await calibratePatchJudge(model, call.onProgress)
  const vae = new Vae(preset, seed).to(engine)
  try {
    throwIfAborted(signal)
    const lacunaSeconds = (performance.now() - started) / 1000
    const { seconds } = await trainVae(engine, vae, await preprocess(engine, data.training, preset), {
      seed,
      epochs,
      ...call,
    })
    const scorers: Record<string, Scorer> = {
      lacuna: lacunaScorer(engine, judge),
      ...(await baselineScorers(data.training, bulk)),
      paper: await paperScorer(engine, vae, bulk),
    }
    const inputs = preprocessOnHost(bulk)
    const geometry = learnGeometry(inputs.data, inputs.count, inputs.size)
    const scatter = bulkScatter(deviations(inputs, latticeTemplate(geometry)(inputs), geometry), inputs.size, geometry)
    const ablations = await ablationScorers(engine, model.vae, bulkPatches)
    const names = Object.keys(scorers)
    const total = DEFECT_SETS.length + SMOOTH_ROWS.length + HARD_ROWS.length + DOSES.length * DOSE_ROWS.length
    const done = counter('evaluate', 'row', total, call)
    const smooth = (row: SmoothDefect, set: PatchSet) => renderSmoothDefects(set, row, geometry, new Random(seed))

    const bulkScores = await eachOf(scorers, (scorer) => scorer(bulk))
    const fewer = first(bulk, FEWER)
    const scores = Object.fromEntries(
      names.map((name): [string, ScoreResult] => [name, { published: {} as ScoreResult['published'], smooth: [] }]),
    )
    for (const set of DEFECT_SETS) {
      for (const name of names) {
        scores[name].published[set] = best(bulkScores[name], await scorers[name](data.sets[set]))
      }
      await done(set)
    }
    for (const row of SMOOTH_ROWS) {
      const { patches } = smooth(row, isAsked(row) ? bulk : fewer)
      for (const name of names) {
        scores[name].smooth.push({ ...row, ...best(bulkScores[name], await scorers[name](patches)) })
      }
      await done(`${row.sublattice} ${row.kind} ${row.size}`)
    }
    const ablation: Evaluation['ablation'] = { lacuna: scores.lacuna.smooth.filter((row) => isHard(row)) }
    for (const name of Object.keys(ablations)) ablation[name] = []
    const ablationBulk = await eachOf(ablations, (scorer) => scorer(bulk))
    for (const row of HARD_ROWS) {
      const { patches } = smooth(row, bulk)
      for (const name of Object.keys(ablations)) {
        ablation[name].push({ ...row, ...best(ablationBulk[name], await ablations[name](patches)) })
      }
      await done('ablation')
    }
    const dose: Evaluation['dose'] = []
    for (const electrons of DOSES) {
      const counted = (set: PatchSet) => recount(set, electrons, seed)
      const noisy = await eachOf({ lacuna: scorers.lacuna, 'pca-40': scorers['pca-40'] }, (s) => s(counted(fewer)))
      for (const row of DOSE_ROWS) {
        const patches = counted(smooth(row, fewer).patches)
        for (const score of ['lacuna', 'pca-40'] as const) {
          dose.push({ ...row, score, dose: electrons, ...best(noisy[score], await scorers[score](patches)) })
        }
        await done(`dose ${electrons}`)
      }
    }
    const look = async (raw: PatchSet) => {
      const seen = await preprocess(engine, raw, preset)
      return { inputs: seen, predictions: await predictPatches(engine, judge.predictor, seen) }
    }
    const seenBulk = await look(bulk)
    const { pValues } = observe(
      judge.observer,
      deviations(seenBulk.inputs, seenBulk.predictions, judge.observer.scatter.geometry),
      bulk.size,
    )
    const training = preprocessOnHost(data.training)
    return {
      source: data.source,
      ...(data.remark !== undefined && { remark: data.remark }),
      preset: presetName,
      seed,
      epochs,
      adapter: adapterSummary(engine.info),
      seconds: { lacuna: lacunaSeconds, paper: seconds },
      patches: {
        training: bulkPatches.training.count,
        heldOut: bulkPatches.calibration.count,
        calibration: judge.observer.patches.parts.reduce((sum, { length }) => sum + length, 0),
        bulk: bulk.count,
      },
      scores,
      ideal: SMOOTH_ROWS.map((row) => ({ ...row, auroc: idealAuroc(row, scatter) })),
      scatter,
      falseAlarms: falseAlarms(pValues),
      recognition: await recognise(judge, bulk, look),
      ablation,
      dose,
      prediction: judge.predictor.prediction,
      overlap: sharedColumns(fingerprints(training, geometry), fingerprints(inputs, geometry), bulk.count),
      halves: micrograph ? await disjointHalves(engine, micrograph, preset, { seed, epochs, ...call }) : null,
    }
  } finally {
    vae.release()
    model.vae.release()
  }
}

/** The sizes that the field's own figures are for. */
function isAsked({ kind, size }: SmoothDefect): boolean {
  return kind === 'deficit' ? [0.08, 0.25, 0.5].includes(size) : [0.1, 0.2, 0.3, 0.5].includes(size)
}

function isHard({ sublattice, kind, size }: SmoothDefect): boolean {
  return HARD_ROWS.some((row) => row.sublattice === sublattice && row.kind === kind && row.size === size)
}

function first(set: PatchSet, count: number): PatchSet {
  return selectPatches(
    set,
    Array.from({ length: Math.min(count, set.count) }, (_, i) => i),
  )
}

/** The same image at a lower dose: so many electrons a pixel at full scale, counted. */
function recount(set: PatchSet, electrons: number, seed: number): PatchSet {
  const random = new Random(seed)
  const data = set.data.map((value) => Math.min(255, (poisson(random, (value / 255) * electrons) / electrons) * 255))
  return { ...set, data }
}

async function eachOf<T, U>(of: Record<string, T>, each: (value: T) => U | Promise<U>): Promise<Record<string, U>> {
  const results: Record<string, U> = {}
  for (const [name, value] of Object.entries(of)) results[name] = await each(value)
  return results
}
