import { LacunaError } from '../../../src/errors'

/** Counts the points at which something may fail, and picks the one that does. */
export class Faults {
  /** What each point was, in the order in which they were met. */
  readonly met: string[] = []

  /** `at`: the number of the point that fails; without one, they are only counted. */
  constructor(readonly at = -1) {}

  /** To be asked at every point: whether it is the one. */
  meet(what: string): boolean {
    return this.met.push(what) - 1 === this.at
  }
}

/** What can be wrong after a fault. */
type Harm = 'lost' | 'mixed' | 'hangs' | 'untyped' | 'wrong'

/** What failing at one point came to. */
interface Trial {
  point: number
  what: string
  /** What it was rejected with, in words, since an error keeps what its functions knew; null where it ended well in spite of it. */
  error: string | null
  harm: { kind: Harm; detail: string }[]
}

/** A work in which things fail: done anew for every point, from the same start. */
export interface Scenario {
  name: string
  /** Seconds after which a run counts as hung, and so does the look at what it left. */
  patience: number
  /** Does the work. What is returned looks at what the fault has left, and tells of the harm. */
  run(
    faults: Faults,
  ): Promise<{ work: Promise<unknown>; harm(error: Error | null): Promise<Partial<Record<Harm, string>>> }>
}

export interface FaultReport {
  name: string
  points: number
  tried: number
  survived: number
  seconds: number
  trials: Trial[]
}

/**
 * Runs a scenario once without any fault, which counts its points, and then once for each of them, or for `most` of them spread
 * evenly, with that one failing. `onTrial` is told how many of how many are done.
 */
export async function tryPoints(
  scenario: Scenario,
  most = Infinity,
  onTrial?: (done: number, of: number) => void,
): Promise<FaultReport> {
  const counted = new Faults()
  const whole = await attempt(scenario, counted)
  if (whole.error) throw new Error(`${scenario.name} fails without any fault`, { cause: whole.error })
  if (whole.harm.length > 0) throw new Error(`${scenario.name} does harm without any fault: ${whole.harm[0].detail}`)
  const points = counted.met.length
  const trials: Trial[] = []
  const begun = performance.now()
  const chosen = spread(points, most)
  for (const point of chosen) {
    const faults = new Faults(point)
    const outcome = await attempt(scenario, faults)
    trials.push({ point, what: faults.met[point] ?? 'not met again', ...outcome })
    onTrial?.(trials.length, chosen.length)
  }
  const survived = trials.filter(({ error }) => error === null).length
  const seconds = (performance.now() - begun) / 1000
  return { name: scenario.name, points, tried: trials.length, survived, seconds, trials }
}

/** All numbers below `count`, or so many of them: the first, the last, and others at equal distances. */
function spread(count: number, most: number): number[] {
  const all = Array.from({ length: count }, (_, point) => point)
  if (count <= most) return all
  return Array.from({ length: most }, (_, n) => Math.round((n * (count - 1)) / (most - 1)))
}

async function attempt(scenario: Scenario, faults: Faults): Promise<Pick<Trial, 'error' | 'harm'>> {
  const { work, harm } = await scenario.run(faults)
  const { patience } = scenario
  const outcome = await within(
    patience,
    work.then(() => null, asError),
  )
  if (outcome === 'late') return { error: null, harm: [{ kind: 'hangs', detail: `after ${patience} s` }] }
  const untyped = outcome && whyUntyped(outcome)
  const left = await within(patience, harm(outcome))
  const after = left === 'late' ? { hangs: `${patience} s after it failed` } : left
  const found = { ...(untyped && { untyped }), ...after }
  return {
    error: outcome && outcome.message,
    harm: Object.entries(found).map(([kind, detail]) => ({ kind: kind as Harm, detail })),
  }
}

/** What it comes to, unless that takes longer. */
async function within<T>(seconds: number, work: Promise<T>): Promise<T | 'late'> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<'late'>((resolve) => (timer = setTimeout(() => resolve('late'), 1000 * seconds)))
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(`not an error: ${String(error)}`)
}

/** An error is typed if it is one of Lacuna's, and says after the cause what to do. */
function whyUntyped(error: Error): string | null {
  if (!(error instanceof LacunaError)) return error.stack ?? error.message
  return /[;:.] ?\S+ \S+|\bthen\b/.test(error.message) ? null : `no next step: ${error.message}`
}

/** A report in one line, and one for each harm. */
export function told({ name, points, tried, survived, seconds, trials }: FaultReport): string {
  const harm = trials.flatMap((trial) => trial.harm.map((each) => ({ ...trial, ...each })))
  const count = (kind: Harm) => `${harm.filter((each) => each.kind === kind).length} ${kind}`
  const kinds = (['lost', 'mixed', 'wrong', 'hangs', 'untyped'] as const).map(count).join(', ')
  const head = `${name}: ${points} points, ${tried} tried in ${seconds.toFixed(0)} s, ${survived} survived; ${kinds}`
  return [head, ...harm.map(({ point, what, kind, detail }) => `  point ${point} (${what}): ${kind}: ${detail}`)].join(
    '\n',
  )
}
