import type { Micrograph } from '../../io/micrograph'
import type { AdapterSummary, Engine } from '../../kernels'
import { adapterSummary } from '../../kernels'
import type { LongCall } from '../../progress'
import { counter, throwIfAborted } from '../../progress'
import { learn } from '../model/learn'
import { preprocess } from '../model/predict'
import type { PresetName } from '../model/presets'
import { presetNamed } from '../model/presets'
import { trainVae } from '../model/train'
import { Vae } from '../model/vae'
import type { DefectSet, ReproductionData } from '../paper/image-sets'
import { DEFECT_SETS } from '../paper/image-sets'
import { learnGeometry } from '../patch/columns'
import { holdOut } from '../patch/holdout'
import { fingerprints, sharedColumns } from '../patch/overlap'
import type { PatchSet } from '../patch/patches'
import { preprocessOnHost } from '../patch/preprocess'
import type { SmoothDefect } from '../patch/smooth-defects'
import type { PatchJudge } from '../patch-detector/calibrate'
import { calibratePatchJudge } from '../patch-detector/calibrate'
import { latticeTemplate } from '../patch-detector/lattice-template'
import { deviations, observe } from '../patch-detector/observer'
import type { Prediction } from '../patch-detector/prediction'
import { predictPatches } from '../patch-detector/prediction'
import type { Look } from '../patch-detector/response'
import { ablation, isHard } from './ablation'
import type { AtomOptions, AtomRow } from './atoms'
import { atomCurves } from './atoms'
import type { BulkScatter } from './bound'
import { bulkScatter, idealAuroc } from './bound'
import { contestOn } from './contest'
import { difficultyCurves } from './curves'
import type { DoseResult } from './dose'
import { doseSeries } from './dose'
import { groundOf } from './ground'
import type { Halves } from './halves'
import { disjointHalves } from './halves'
import type { FalseAlarms, Separation, SmoothResult } from './metrics'
import { falseAlarms } from './metrics'
import { publishedSets } from './published'
import type { Recognition } from './recognition'
import { recognise } from './recognition'
import { DOSE_ROWS, DOSES, HARD_ROWS, SMOOTH_ROWS } from './rows'
import { baselineScorers, lacunaScorer, paperScorer } from './scorers'

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
  dose: DoseResult[]
  /** What predicts the patches that Lacuna's score judges: chosen by defects rendered on held-out bulk. */
  prediction: Prediction
  /** Part of the test columns, and of the test patches, that the training patches show too. */
  overlap: { columns: number; patches: number }
  halves: Halves | null
  /** Columns in which single atoms are missing or exchanged, by multislice; null where nobody asked. */
  atoms: { phonons: number; rows: AtomRow[] } | null
}

export interface EvaluateOptions extends LongCall {
  preset: PresetName
  seed: number
  epochs?: number
  /** Cut into disjoint halves for the second evaluation. */
  micrograph?: Micrograph
  /** Also defects of so many atoms, in so many configurations of their thermal motion; 0 for atoms at rest. */
  phonons?: number
}

/** Rows that are counted off as they are done. */
const ROWS = DEFECT_SETS.length + SMOOTH_ROWS.length + HARD_ROWS.length + DOSES.length * DOSE_ROWS.length

/** Trains Lacuna's model and the baselines, and measures what each score finds. */
export async function evaluate(
  engine: Engine,
  data: ReproductionData,
  { preset: presetName, seed, epochs: wanted, micrograph, phonons, ...call }: EvaluateOptions,
): Promise<Evaluation> {
  const preset = presetNamed(presetName)
  const epochs = wanted ?? preset.epochs
  const training = { seed, epochs, ...call }
  const learned = holdOut(data.source, data.training)
  const started = performance.now()
  const model = await learn(engine, learned, preset, training)
  const paper = new Vae(preset, seed).to(engine)
  try {
    const judge = await calibratePatchJudge(model, call.onProgress)
    const lacunaSeconds = (performance.now() - started) / 1000
    throwIfAborted(call.signal)
    const { seconds } = await trainVae(engine, paper, await preprocess(engine, data.training, preset), training)
    return {
      source: data.source,
      ...(data.remark !== undefined && { remark: data.remark }),
      preset: presetName,
      seed,
      epochs,
      adapter: adapterSummary(engine.info),
      seconds: { lacuna: lacunaSeconds, paper: seconds },
      patches: {
        training: learned.training.count,
        heldOut: learned.calibration.count,
        calibration: judge.observer.patches.parts.reduce((sum, { length }) => sum + length, 0),
        bulk: data.sets.bulk.count,
      },
      ...(await findings(engine, data, { judge, paper, learned }, training)),
      halves: micrograph ? await disjointHalves(engine, micrograph, preset, training) : null,
      atoms: phonons === undefined ? null : { phonons, rows: await atomRows(engine, { seed, phonons, ...call }) },
    }
  } finally {
    paper.release()
    model.vae.release()
  }
}

async function atomRows(engine: Engine, options: AtomOptions): Promise<AtomRow[]> {
  const rows: AtomRow[] = []
  for await (const row of atomCurves(engine, options)) rows.push(row)
  return rows
}

/** What was trained: Lacuna's model with its calibration, and by the paper's recipe. */
interface Trained {
  judge: PatchJudge
  paper: Vae
  learned: ReturnType<typeof holdOut>
}

type Findings = Pick<
  Evaluation,
  'scores' | 'ideal' | 'scatter' | 'falseAlarms' | 'recognition' | 'ablation' | 'dose' | 'prediction' | 'overlap'
>

async function findings(
  engine: Engine,
  { training, sets }: ReproductionData,
  { judge, paper, learned }: Trained,
  { seed, ...call }: LongCall & { seed: number },
): Promise<Findings> {
  const { bulk } = sets
  const inputs = preprocessOnHost(bulk)
  const geometry = learnGeometry(inputs.data, inputs.count, inputs.size)
  const scatter = bulkScatter(deviations(inputs, latticeTemplate(geometry)(inputs), geometry), inputs.size, geometry)
  const ground = groundOf(bulk, geometry, seed)
  const scorers = {
    lacuna: lacunaScorer(engine, judge),
    ...(await baselineScorers(training, bulk)),
    paper: await paperScorer(engine, paper, bulk),
  }
  const done = counter('evaluate', 'row', ROWS, call)
  const contest = await contestOn(bulk, scorers)
  const published = await publishedSets(contest, sets, done)
  const smooth = await difficultyCurves(contest, ground, done)
  const { vae } = judge.predictor
  const look: Look = async (raw) => {
    const seen = await preprocess(engine, raw, vae.preset)
    return { inputs: seen, predictions: await predictPatches(engine, judge.predictor, seen) }
  }
  return {
    scores: Object.fromEntries(
      Object.keys(scorers).map((name) => [name, { published: published[name], smooth: smooth[name] }]),
    ),
    ideal: SMOOTH_ROWS.map((row) => ({ ...row, auroc: idealAuroc(row, scatter) })),
    scatter,
    falseAlarms: falseAlarms(await bulkPValues(judge, bulk, look)),
    recognition: await recognise(judge, bulk, look),
    ablation: {
      lacuna: smooth.lacuna.filter(isHard),
      ...(await ablation(engine, { vae, learned }, ground, done)),
    },
    dose: await doseSeries({ lacuna: scorers.lacuna, 'pca-40': scorers['pca-40'] }, ground, seed, done),
    prediction: judge.predictor.prediction,
    overlap: sharedColumns(
      fingerprints(preprocessOnHost(training), geometry),
      fingerprints(inputs, geometry),
      bulk.count,
    ),
  }
}

/** How often bulk that was not trained on is called as unusual. */
async function bulkPValues({ observer }: PatchJudge, bulk: PatchSet, look: Look): Promise<Float64Array> {
  const { inputs, predictions } = await look(bulk)
  return observe(observer, deviations(inputs, predictions, observer.scatter.geometry), bulk.size).pValues
}
