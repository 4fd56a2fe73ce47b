import { DeviceError } from '../errors'
import type { AdapterSummary } from '../kernels'
import { adapterSummary } from '../kernels'
import type { LongCall } from '../progress'
import { adapterLost } from '../progress'
import type { Ordered } from '../stem/aperiodic/order'
import { drawSurroundings } from '../stem/aperiodic/pictures'
import type { JudgedSurroundings, SurroundingsEvidence } from '../stem/aperiodic/search'
import { judgedSurroundings, learnAndSearch, leavesMuch, searchSurroundings } from '../stem/aperiodic/search'
import type { SquarePixels } from '../stem/micrograph/square-pixels'
import type { Device } from './device'
import type { SurroundingsResult } from './files/result'
import { detectionsWithout } from './files/surroundings'

interface Asked extends LongCall {
  rate: number
  seed: number
  /** For the VAEs that learn what linear least squares leave. */
  device: Device
}

/** What was measured, and on which adapter; null where nothing was to be learned, or none would open. */
interface Measured {
  evidence: SurroundingsEvidence
  pictures: SurroundingsResult['pictures']
  adapter: AdapterSummary | null
}

interface JudgedWithout extends Pick<SurroundingsResult, 'surroundings' | 'detections' | 'pictures'> {
  /** The same in a sentence. */
  remark: string
  adapter: AdapterSummary | null
}

/** What was measured of micrographs that are still open, by the seed; least squares, which have none, by 0. So another rate costs little. */
const measured = new WeakMap<Ordered, Map<number, Measured>>()

/** The columns of a micrograph without a lattice, judged by what their surroundings predict. */
export async function judgedWithoutLattice(
  ordered: Ordered,
  square: SquarePixels,
  asked: Asked,
): Promise<JudgedWithout> {
  const before = measured.get(ordered) ?? new Map<number, Measured>()
  const seed = leavesMuch(ordered) ? asked.seed : 0
  const now = before.get(seed) ?? (await measure(ordered, square, asked))
  measured.set(ordered, before.set(seed, now))
  const surroundings = onOwnPixels(judgedSurroundings(now.evidence, asked.rate), square)
  const { columns, explained } = surroundings
  const part = `${(100 * explained).toFixed(0)} % of the picture`
  const alone = leavesMuch(ordered) && !now.adapter ? '; no VAE has learned it, for no WebGPU adapter would open' : ''
  return {
    surroundings,
    detections: detectionsWithout(surroundings, square.own.pixelSize),
    // Whoever has no use for one takes it off.
    pictures: { ...now.pictures },
    remark: `no lattice was found: ${columns.count} columns were judged by what their surroundings predict, which explain ${part}${alone}`,
    adapter: now.adapter,
  }
}

async function measure(ordered: Ordered, square: SquarePixels, asked: Asked): Promise<Measured> {
  const { seed, device, signal, onProgress } = asked
  const call = { ...(signal && { signal }), ...(onProgress && { onProgress }) }
  const drawn = (evidence: SurroundingsEvidence) => ({
    evidence,
    pictures: square.pictures(drawSurroundings(ordered, evidence.sites.left, square.micrograph)),
  })
  if (!leavesMuch(ordered) || !(await opens(device))) {
    return { ...drawn(await searchSurroundings(ordered, call)), adapter: null }
  }
  return device.through(
    async (engine) => ({
      ...drawn(await learnAndSearch(engine, ordered, { seed, ...call })),
      adapter: adapterSummary(engine.info),
    }),
    () => onProgress?.(adapterLost('the micrograph is learned again, on a new one')),
  )
}

/** Whether there is an adapter. Columns can be judged without one. */
async function opens(device: Device): Promise<boolean> {
  try {
    await device.engine()
    return true
  } catch (error) {
    if (error instanceof DeviceError && error.code !== 'closed') return false
    throw error
  }
}

/** What was found on square pixels, in the micrograph's own. */
function onOwnPixels(judged: JudgedSurroundings, square: SquarePixels): JudgedSurroundings {
  const { columns, findings, radius } = judged
  const places = Array.from(columns.x, (x, n) => square.place({ x, y: columns.y[n] }))
  const way = square.way({ x: radius, y: radius })
  return {
    ...judged,
    radius: Math.sqrt(way.x * way.y),
    columns: {
      ...columns,
      x: Float64Array.from(places, ({ x }) => x),
      y: Float64Array.from(places, ({ y }) => y),
    },
    findings: findings.map((finding) => square.detection(finding)),
  }
}
