import type { Engine, Storage } from '../kernels'
import { Planes } from '../kernels'
import { throwIfAborted } from '../progress'
import { requireSound } from './check'
import { detectorBits, MOST_DETECTORS } from './detectors'
import { wavelength } from './electron'
import type { Grid } from './frequencies'
import { bandLimit, gridOf, overBand } from './frequencies'
import { probe } from './probe'
import type { ScanOptions } from './options'
import { cut, transmit } from './slices'

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
  requireSound(options)
  const { specimen, microscope, detectors, places } = options
  const grid = gridOf(specimen, { width: options.width, height: options.height })
  const { kilovolts } = microscope
  const { slices, thickness } = cut(specimen, options.thickest)
  const areMany = passes(options, slices.length) > WORTH_COMPILING
  const planes = new Planes(engine, grid, { reach: bandLimit(grid) * grid.edges[0], areMany })
  const held: Storage[] = []
  const hold = (storage: Storage) => {
    held.push(storage)
    return storage
  }
  try {
    const transmissions = slices.map(() => hold(engine.allocate(2 * grid.width * grid.height)))
    await transmit(engine, { grid, outs: transmissions }, { slices, kilovolts })
    const beam: Beam = {
      planes,
      transmissions,
      aperture: hold(engine.upload(probe(microscope, grid))),
      propagator: hold(engine.upload(propagation(grid, kilovolts, thickness))),
      detectors: hold(engine.upload(detectorBits(detectors, grid, kilovolts))),
    }
    const results = detectors.map(() => new Float64Array(places.length))
    await inBatches(options, planes.length, async (some, start) => {
      const seen = await detected(engine, beam, some, options.repeats ?? 1)
      results.forEach((result, detector) => result.set(seen[detector], start))
    })
    return results
  } finally {
    planes.release()
    for (const storage of held) engine.release(storage)
  }
}

/** Pixels that pass through slices in all. */
function passes({ width, height, places, repeats = 1 }: ScanOptions, slices: number): number {
  return width * height * places.length * slices * repeats
}

/** What all probes go through. */
interface Beam {
  planes: Planes
  aperture: Storage
  transmissions: readonly Storage[]
  propagator: Storage
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

/** `[detector][place]` of one batch. */
async function detected(engine: Engine, beam: Beam, places: readonly Place[], repeats: number): Promise<number[][]> {
  const { planes, aperture, detectors } = beam
  const held: Storage[] = []
  try {
    const waves = engine.allocate(planes.length * places.length)
    held.push(waves)
    const at = engine.upload(Float32Array.from(places.flat()))
    held.push(at)
    planes.probes(waves, aperture, at)
    throughSlices(beam, waves, repeats)
    return sumsOver(await engine.read(planes.detect(waves, detectors)), planes.pitch)
  } finally {
    await engine.tidy()
    for (const storage of held) engine.release(storage)
  }
}

/** The wave behind the last slice is as it leaves it: what it does on the way to the detector changes no intensity there. */
function throughSlices({ planes, transmissions, propagator }: Beam, waves: Storage, repeats: number): void {
  const count = transmissions.length * repeats
  for (let slice = 0; slice < count; slice++) {
    planes.pass(waves, { axis: 'rows', direction: 'inverse', middle: transmissions[slice % transmissions.length] })
    if (slice < count - 1) planes.pass(waves, { axis: 'columns', direction: 'forward', middle: propagator })
  }
}

/** e^(−iπλ Δz k²) within the band: from one slice to the next, in vacuum. */
function propagation(grid: Grid, kilovolts: number, thickness: number): Float32Array {
  const lambda = wavelength(kilovolts)
  return overBand(grid, (kx, ky) => {
    const angle = -Math.PI * lambda * thickness * (kx ** 2 + ky ** 2)
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
