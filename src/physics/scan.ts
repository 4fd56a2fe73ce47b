import type { Engine, Storage } from '../kernels'
import { throwIfAborted } from '../progress'
import { requireSeries, requireSound } from './check'
import { detectorBits, sumsOver } from './detectors'
import type { Medium } from './medium'
import { inMedium, MOST_BYTES } from './medium'
import { probe } from './probe'
import type { ScanOptions, SeriesOptions, Use } from './options'
import { throughMatrix } from './prism/scan'
import type { Stack } from './stack'
import { stacks } from './stack'

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
    const through = options.prism ? throughMatrix : throughStack
    await through(engine, withProgress(options, n, all.length), stack, (seen, places) =>
      seen.forEach((detectors, thickness) =>
        results[thickness].forEach((result, detector) =>
          places.forEach((place, at) => (result[place] += detectors[detector][at] / all.length)),
        ),
      ),
    )
  }
  return results
}

/** What is done of one configuration among all of them. */
function withProgress(options: SeriesOptions, n: number, count: number): SeriesOptions {
  const { onProgress } = options
  if (!onProgress || count === 1) return options
  const told: typeof onProgress = (progress) => {
    const [done, total] = [n * progress.total + progress.done, count * progress.total]
    onProgress({ ...progress, done, total, message: `${progress.message}, configuration ${n + 1} of ${count}` })
  }
  return { ...options, onProgress: told }
}

async function throughStack(engine: Engine, options: SeriesOptions, stack: Stack, use: Use): Promise<void> {
  const { microscope, detectors } = options
  await inMedium(engine, options, { stack, waves: options.places.length }, async (medium) => {
    const beam: Beam = {
      ...medium,
      aperture: engine.upload(probe(microscope, medium.grid)),
      detectors: engine.upload(detectorBits(detectors, medium.grid, microscope.kilovolts)),
    }
    try {
      await inBatches(options, medium.planes.length, async (some, start) => {
        const seen = await detected(engine, beam, some)
        use(
          seen,
          some.map((_, n) => start + n),
        )
      })
    } finally {
      engine.release(beam.aperture)
      engine.release(beam.detectors)
    }
  })
}

/** What all probes go through. */
interface Beam extends Medium {
  aperture: Storage
  detectors: Storage
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
