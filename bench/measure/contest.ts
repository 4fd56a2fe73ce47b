import type { Implementation, Trainer } from '../peers/trainer'
import type { ImplementationName } from '../result'
import type { Workload } from '../workload'

/** Steps whose losses must agree before a time counts. */
export const AGREEING_STEPS = 3

export interface ContestOptions {
  /** |loss − Lacuna's| / |Lacuna's| at most this, in each of the first steps. */
  tolerance: number
  /** Rounds at most; each gives every contestant one sample. */
  rounds: number
  /** No new round is begun after this time, except those that show whether the results agree. */
  budgetMs: number
  /** Steps are run without waiting in between until a sample takes about this long. */
  sampleMs: number
  log: (message: string) => void
  /** Milliseconds. Tests bring their own. */
  now?: () => number
}

/** Someone who takes part, in the order of the first steps. */
export interface Entry {
  name: ImplementationName
  trainer: Trainer
  firstStepMs: number
  losses: number[]
  /** Milliseconds a step, one entry a sample. */
  samples: number[]
  /** Processor time of the same steps. */
  cpuSamples: (number | null)[]
}

export interface Contest {
  entries: Entry[]
  refused: { implementation: ImplementationName; reason: string }[]
}

/**
 * Times the training step of several implementations side by side: in every round each runs for about as long as the
 * others, one after another, so that whatever else the machine does meets all of them alike.
 *
 * The first three rounds are single steps whose losses must agree with those of the first implementation; who disagrees,
 * or fails, is left out with the reason, and no time of it is kept.
 */
export async function contest(
  implementations: readonly Implementation[],
  workload: Workload,
  { tolerance, rounds, budgetMs, sampleMs, log, now = () => performance.now() }: ContestOptions,
): Promise<Contest> {
  const refused: Contest['refused'] = []
  let running: { implementation: Implementation; entry: Entry }[] = []
  const refuse = async (implementation: ImplementationName, reason: string, trainer?: Trainer) => {
    log(`${implementation} is left out: ${reason}`)
    refused.push({ implementation, reason })
    await trainer?.close()
  }

  for (const implementation of implementations) {
    const { name } = implementation
    try {
      const started = now()
      const trainer = await implementation.create(workload)
      const losses = [await trainer.steps(1)]
      const firstStepMs = now() - started
      log(`${name}: first step in ${seconds(firstStepMs)}, loss ${losses[0].toPrecision(7)}`)
      running.push({
        implementation,
        entry: { name, trainer, firstStepMs, losses, samples: [], cpuSamples: [] },
      })
    } catch (error) {
      await refuse(name, String(error))
    }
  }

  const began = now()
  for (let round = 1; round < AGREEING_STEPS || (round <= rounds && now() - began < budgetMs); round++) {
    for (const { implementation, entry } of running) {
      const expected = entry.samples.at(-1)
      const steps = round < AGREEING_STEPS || !expected ? 1 : Math.max(1, Math.round(sampleMs / expected))
      const [started, cpuStarted] = [now(), await implementation.cpuMs()]
      const loss = await entry.trainer.steps(steps)
      const [ended, cpuEnded] = [now(), await implementation.cpuMs()]
      if (round < AGREEING_STEPS) entry.losses.push(loss)
      entry.samples.push((ended - started) / steps)
      entry.cpuSamples.push(cpuStarted === null || cpuEnded === null ? null : (cpuEnded - cpuStarted) / steps)
    }
    if (round === AGREEING_STEPS - 1) {
      const [{ entry: reference }] = running
      const disagreeing = running.flatMap(({ entry }) => {
        const reason = disagreement(entry.losses, reference.losses, tolerance)
        return reason === null ? [] : [{ entry, reason }]
      })
      for (const { entry, reason } of disagreeing) await refuse(entry.name, reason, entry.trainer)
      running = running.filter(({ entry }) => !disagreeing.some((other) => other.entry === entry))
    }
  }
  return { entries: running.map(({ entry }) => entry), refused }
}

/** Why these losses cannot be those of the same computation, or null. */
export function disagreement(losses: readonly number[], expected: readonly number[], tolerance: number): string | null {
  const step = expected.findIndex((value, i) => !(Math.abs(losses[i] - value) <= tolerance * Math.abs(value)))
  if (step < 0) return null
  return `the loss of step ${step + 1} is ${losses[step].toPrecision(7)}, not ${expected[step].toPrecision(7)} within ${tolerance}`
}

export function seconds(ms: number): string {
  return ms < 1000 ? `${ms.toPrecision(3)} ms` : `${(ms / 1000).toPrecision(3)} s`
}
