import { adapterSummary } from '../src/kernels'
import type { Preset, PresetName } from '../src/stem/model/presets'
import { PRESETS } from '../src/stem/model/presets'
import type { Contest, Entry } from './measure/contest'
import { AGREEING_STEPS, contest, seconds } from './measure/contest'
import { timeKernels } from './measure/kernels'
import { copyPeakGBs, fmaPeakGflops } from './measure/peaks'
import { median, spread } from './measure/statistics'
import { sweep } from './measure/sweep'
import { LacunaTrainer } from './peers/lacuna'
import type { Lacuna } from './peers/lacuna'
import type { Implementation } from './peers/trainer'
import { digits } from './report/labels'
import type { BenchResult, ImplementationName, InferenceResult, MemoryResult, StepResult } from './result'
import { stepFlops } from './work'
import { makeWorkload } from './workload'

/**
 * A training step changes the loss of these models by 1e-5 and more, so 1e-3 would not even tell whether there is an
 * optimiser. Float32 sums in another order differ by 2e-7 here.
 */
const TOLERANCE = 3e-6

/** How long things may take, ms. */
interface Effort {
  rounds: number
  contestMs: number
  /** For everything. A peer that would need longer than what is left of it sits out a preset. */
  totalMs: number
  sampleMs: number
  predictions: number
}

const QUICK: Effort = { rounds: 9, contestMs: 15_000, totalMs: 165_000, sampleMs: 150, predictions: 3 }
const FULL: Effort = { rounds: 25, contestMs: 120_000, totalMs: 7_200_000, sampleMs: 500, predictions: 9 }

/**
 * Before the error of f16 storage is measured: an untrained model predicts 0.5 everywhere, where rounding does not show.
 * `paper` would need minutes for that and is only timed.
 */
const LEARNING_STEPS = 50

/** Kept for what comes after the last contest: inference, peaks, kernels. */
const RESERVE_MS = 35_000

/** A larger model keeps an adapter busier: its steps take this much of what the ratio of the work says. */
const LARGER_IS_BETTER = 0.6

export interface SuiteOptions {
  quick: boolean
  sweeps: boolean
  minutes?: number | undefined
  seed: number
  /** Of what the implementations run on: Node, Dawn. */
  versions: Record<string, string>
  cores: number
  log: (message: string) => void
}

/** Everything: training steps and inference side by side, then Lacuna's kernels, memory and growth, and the peaks. */
export async function runSuite(
  lacuna: Lacuna,
  peers: readonly Implementation[],
  { quick, sweeps, minutes, seed, versions, cores, log }: SuiteOptions,
): Promise<BenchResult> {
  const effort = quick ? QUICK : FULL
  const totalMs = minutes === undefined ? effort.totalMs : minutes * 60_000
  const implementations = [lacuna, ...peers]
  const result: Omit<BenchResult, 'adapter' | 'fmaPeakGflops' | 'copyPeakGBs' | 'versions'> = {
    date: new Date().toISOString(),
    seed,
    quick,
    cores,
    steps: [],
    inference: [],
    kernels: [],
    memory: [],
    sweeps: [],
    notRun: [],
  }
  const began = performance.now()
  const contests: { preset: Preset; entries: Entry[] }[] = []
  for (const name of ['fast', 'paper'] as const satisfies PresetName[]) {
    const preset = PRESETS[name]
    log(`${name}: training step`)
    const left = totalMs - (performance.now() - began) - RESERVE_MS
    const { ready, late } = affordable(implementations, preset, contests[0], left)
    const { entries, refused } = await contest(ready, await makeWorkload(preset, seed), {
      tolerance: TOLERANCE,
      rounds: effort.rounds,
      budgetMs: effort.contestMs,
      sampleMs: effort.sampleMs,
      log,
    })
    result.notRun.push(...[...refused, ...late].map((row) => ({ preset: name, ...row })))
    log(`${name}: inference`)
    result.inference.push(...(await timeInference(preset, entries, effort.predictions, log)))
    result.memory.push(...entries.flatMap(({ trainer }) => memoryOf(name, trainer)))
    for (const { trainer } of entries) await trainer.close()
    contests.push({ preset, entries })
  }

  log('peaks of the adapter')
  const engine = await lacuna.engine()
  const peaks = {
    fmaPeakGflops: await fmaPeakGflops(engine, effort.sampleMs),
    copyPeakGBs: await copyPeakGBs(engine, effort.sampleMs),
  }
  const adapter = adapterSummary(engine.info)
  result.steps = contests.flatMap(({ preset, entries }) =>
    entries.map((entry) => stepResult(preset, entry, peaks.fmaPeakGflops, adapter.kind === 'software')),
  )
  for (const { preset } of contests) {
    log(`${preset.name}: kernels`)
    result.kernels.push(...(await timeKernels(engine, await makeWorkload(preset, seed), peaks, effort.sampleMs / 5)))
  }
  if (sweeps) result.sweeps = await sweep(implementations, PRESETS.fast, seed, log)
  return {
    adapter,
    ...peaks,
    versions: implementations.reduce((all, each) => ({ ...all, ...each.versions() }), versions),
    ...result,
  }
}

/**
 * Splits off whoever would need longer than there is time left, going by its steps of the preset before and the ratio of
 * the work. Who needs least is let in first.
 */
function affordable(
  implementations: readonly Implementation[],
  preset: Preset,
  before: { preset: Preset; entries: Entry[] } | undefined,
  leftMs: number,
): { ready: Implementation[]; late: Contest['refused'] } {
  if (!before) return { ready: [...implementations], late: [] }
  const ratio = (LARGER_IS_BETTER * stepFlops(preset)) / stepFlops(before.preset)
  const expected = before.entries.map(({ name, firstStepMs, samples }) => {
    const stepMs = ratio * median(samples)
    return { name, stepMs, neededMs: firstStepMs + AGREEING_STEPS * stepMs }
  })
  const late: Contest['refused'] = []
  let left = leftMs
  for (const { name, stepMs, neededMs } of expected.sort((a, b) => a.neededMs - b.neededMs)) {
    if (name === 'lacuna') continue
    if (neededMs <= left) left -= neededMs
    else
      late.push({
        implementation: name,
        reason: `no time for steps of about ${seconds(stepMs)} in so short a run: a full one, or one with more --minutes, has it`,
      })
  }
  const known = new Set(expected.map(({ name }) => name))
  const ready = implementations.filter(
    ({ name }) => known.has(name) && !late.some((row) => row.implementation === name),
  )
  return { ready, late }
}

function stepResult(preset: Preset, entry: Entry, fmaPeakGflops: number, isSoftware: boolean): StepResult {
  const times = spread(entry.samples)
  const gflops = stepFlops(preset) / times.medianMs / 1e6
  const cpu = entry.cpuSamples.filter((value): value is number => value !== null)
  return {
    preset: preset.name,
    implementation: entry.name,
    ...times,
    firstStepMs: entry.firstStepMs,
    cpuMs: cpu.length === entry.cpuSamples.length ? spread(cpu).medianMs : null,
    gflops,
    peakFraction: entry.name === 'pytorch' && !isSoftware ? null : gflops / fmaPeakGflops,
    losses: entry.losses,
  }
}

interface Contestant extends Pick<InferenceResult, 'error'> {
  name: ImplementationName
  predict: () => Promise<unknown>
}

async function timeInference(
  preset: Preset,
  entries: readonly Entry[],
  rounds: number,
  log: SuiteOptions['log'],
): Promise<InferenceResult[]> {
  const contestants: Contestant[] = entries.map(({ name, trainer }) => ({ name, predict: () => trainer.predict() }))
  const lacuna = entries.map(({ trainer }) => trainer).find((trainer) => trainer instanceof LacunaTrainer)
  if (preset.name === 'fast') await lacuna?.steps(LEARNING_STEPS)
  const half = (await lacuna?.half()) ?? null
  if (lacuna && half) {
    const error = preset.name === 'fast' ? await lacuna.errorOf(half) : undefined
    if (error) log(`fast: f16 storage is off by ${digits(error.rms)} rms, ${digits(error.largest)} at most`)
    contestants.push({ name: 'lacuna-f16', predict: () => half.predict(), error })
  }
  const samples = contestants.map((): number[] => [])
  // The first round compiles and is not counted.
  for (let round = 0; round <= rounds; round++) {
    for (const [i, { predict }] of contestants.entries()) {
      const started = performance.now()
      await predict()
      if (round > 0) samples[i].push(performance.now() - started)
    }
  }
  await half?.close()
  return contestants.map(({ name, error }, i) => {
    const times = spread(samples[i])
    return {
      preset: preset.name,
      implementation: name,
      ...times,
      patchesPerSecond: (1000 * preset.batch) / times.medianMs,
      ...(error && { error }),
    }
  })
}

function memoryOf(preset: PresetName, trainer: Entry['trainer']): MemoryResult[] {
  return trainer instanceof LacunaTrainer ? [{ preset, ...trainer.memory() }] : []
}
