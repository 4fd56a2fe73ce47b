import type { Engine, Storage } from '../kernels'
import { Planes } from '../kernels'
import { throwIfAborted } from '../progress'
import { requireSeries, requireSound } from './check'
import { detectorBits, MOST_DETECTORS } from './detectors'
import { wavelength } from './electron'
import type { Grid } from './frequencies'
import { bandLimit, gridOf, overBand } from './frequencies'
import { probe } from './probe'
import type { ScanOptions, SeriesOptions } from './options'
import { cut, transmit } from './slices'
import type { Stack } from './stack'
import { stacks } from './stack'

/** Of one buffer: the waves that are under way at a time. As few as keep a GPU busy, for a scan is cancelled between two batches. */
const MOST_BYTES = 16 * 2 ** 20

/** Pixels that pass through slices, all waves together, from which on kernels that take long to compile save more than that. */
const WORTH_COMPILING = 3e8

/**
 * What reaches each detector from each place of the probe, as a fraction of the beam: `[detector][place]`, by the multislice method
 * (Cowley and Moodie, Acta Cryst. 10 (1957) 609; Kirkland, 2nd edition, §6). The box repeats across the beam, so it must be wide enough
 * for the probe to spread in. Results of other operations on the engine that nobody has read yet are freed (`Engine.tidy`).
 *
 * Rejects with the signal's reason; with an InputError for what cannot be, such as a detector beyond the grid; with a RangeError for an
 * edge that is no power of two.
 */
export async function scan(engine: Engine, options: ScanOptions): Promise<Float64Array[]> {
  const [whole] = await scanSeries(engine, { ...options, after: [options.repeats ?? 1] })
  return whole
}

/** The same of several thicknesses at once, `[thickness][detector][place]`: the wave is looked at on its way. */
export async function scanSeries(engine: Engine, options: SeriesOptions): Promise<Float64Array[][]> {
  requireSound(options)
  requireSeries(options)
  const all = stacks(options)
  const results = options.after.map(() => options.detectors.map(() => new Float64Array(options.places.length)))
  for (const [n, stack] of all.entries()) {
    await throughStack(engine, withProgress(options, n, all.length), stack, (seen, start) =>
      seen.forEach((detectors, thickness) =>
        results[thickness].forEach((result, detector) =>
          detectors[detector].forEach((value, place) => (result[start + place] += value / all.length)),
        ),
      ),
    )
  }
  return results
}

/** Places of one configuration among those of all of them. */
function withProgress(options: SeriesOptions, n: number, count: number): SeriesOptions {
  const { onProgress, places } = options
  if (!onProgress || count === 1) return options
  const total = count * places.length
  const told: typeof onProgress = (progress) => {
    const done = n * places.length + progress.done
    onProgress({ ...progress, done, total, message: `${done} of ${total} places, configuration ${n + 1} of ${count}` })
  }
  return { ...options, onProgress: told }
}

/** Hands on what is seen of some places, `[thickness][detector][place]`, and where they begin. */
type Use = (seen: number[][][], start: number) => void

async function throughStack(engine: Engine, options: SeriesOptions, stack: Stack, use: Use): Promise<void> {
  const { specimen, microscope, detectors, after, repeats = 1 } = options
  const grid = gridOf(specimen, { width: options.width, height: options.height })
  const { kilovolts } = microscope
  const { thickness } = cut(specimen, options.thickest)
  const areMany = grid.width * grid.height * options.places.length * stack.order.length > WORTH_COMPILING
  const planes = new Planes(engine, grid, { reach: bandLimit(grid) * grid.edges[0], areMany })
  const held: Storage[] = []
  const hold = (storage: Storage) => {
    held.push(storage)
    return storage
  }
  try {
    const transmissions = stack.kinds.map(() => hold(engine.allocate(2 * grid.width * grid.height)))
    await transmit(engine, { grid, outs: transmissions }, { slices: stack.kinds, kilovolts })
    const beam: Beam = {
      planes,
      slices: stack.order.map((kind) => transmissions[kind]),
      aperture: hold(engine.upload(probe(microscope, grid))),
      propagator: hold(engine.upload(propagation(grid, options, thickness))),
      detectors: hold(engine.upload(detectorBits(detectors, grid, kilovolts))),
      looks: new Set(after.map((each) => (each * stack.order.length) / repeats)),
    }
    await inBatches(options, planes.length, async (some, start) => use(await detected(engine, beam, some), start))
  } finally {
    planes.release()
    for (const storage of held) engine.release(storage)
  }
}

/** What all probes go through. */
interface Beam {
  planes: Planes
  aperture: Storage
  /** What each slice does to a wave, in order. */
  slices: readonly Storage[]
  propagator: Storage
  detectors: Storage
  /** Slices behind which the detectors look. */
  looks: ReadonlySet<number>
}

/** A place of the probe, in units of the box's edges. */
type Place = readonly [x: number, y: number]

async function inBatches(
  { specimen, places, onProgress, signal }: ScanOptions,
  length: number,
  use: (places: readonly Place[], start: number) => Promise<void>,
): Promise<void> {
  const started = performance.now()
  const most = Math.max(1, Math.floor(MOST_BYTES / (4 * length)))
  for (let start = 0; start < places.length; start += most) {
    throwIfAborted(signal)
    const some = places.slice(start, start + most).map(({ x, y }): Place => [x / specimen.width, y / specimen.height])
    await use(some, start)
    const [done, total] = [start + some.length, places.length]
    const elapsed = (performance.now() - started) / 1000
    onProgress?.({ stage: 'scan', done, total, elapsed, message: `${done} of ${total} places` })
  }
}

/** `[thickness][detector][place]` of one batch. */
async function detected(engine: Engine, beam: Beam, places: readonly Place[]): Promise<number[][][]> {
  const { planes, aperture } = beam
  const held: Storage[] = []
  try {
    const waves = engine.allocate(planes.length * places.length)
    held.push(waves)
    const at = engine.upload(Float32Array.from(places.flat()))
    held.push(at)
    planes.probes(waves, aperture, at)
    const seen: number[][][] = []
    for (const sums of throughSlices(beam, waves)) seen.push(sumsOver(await engine.read(sums), planes.pitch))
    return seen
  } finally {
    await engine.tidy()
    for (const storage of held) engine.release(storage)
  }
}

/** A wave behind a slice is as it leaves it: what it does on the way to the detector changes no intensity there. */
function throughSlices({ planes, slices, propagator, detectors, looks }: Beam, waves: Storage): Storage[] {
  return slices.flatMap((middle, slice) => {
    planes.pass(waves, { axis: 'rows', direction: 'inverse', middle })
    const seen = looks.has(slice + 1) ? [planes.detect(waves, detectors)] : []
    if (slice < slices.length - 1) planes.pass(waves, { axis: 'columns', direction: 'forward', middle: propagator })
    return seen
  })
}

/**
 * e^(−iπλ Δz k² + 2πi Δz k · tan τ) within the band: from one slice to the next, in vacuum. τ is the specimen's tilt: instead of each slice,
 * the wave is moved, the other way.
 */
function propagation(grid: Grid, { microscope, tilt = { x: 0, y: 0 } }: ScanOptions, thickness: number): Float32Array {
  const lambda = wavelength(microscope.kilovolts)
  const [leanX, leanY] = [Math.tan(tilt.x / 1000), Math.tan(tilt.y / 1000)]
  return overBand(grid, (kx, ky) => {
    const free = -Math.PI * lambda * (kx ** 2 + ky ** 2)
    const angle = thickness * (free + 2 * Math.PI * (kx * leanX + ky * leanY))
    return [Math.cos(angle), Math.sin(angle)]
  })
}

/** `[detector][plane]` of `[plane, line, detector]`. */
function sumsOver(sums: Float32Array, lines: number): number[][] {
  const planes = sums.length / (MOST_DETECTORS * lines)
  return Array.from({ length: MOST_DETECTORS }, (_, detector) =>
    Array.from({ length: planes }, (_, plane) => {
      let total = 0
      for (let line = 0; line < lines; line++) total += sums[MOST_DETECTORS * (plane * lines + line) + detector]
      return total
    }),
  )
}
