import type { Engine, Plane, PrismRun, Storage } from '../../kernels'
import { pickPixels, Planes } from '../../kernels'
import { throwIfAborted } from '../../progress'
import type { Medium } from '../medium'
import { MOST_BYTES } from '../medium'
import type { Beams } from './beams'

/** Which of a wave's numbers behind the specimen are kept: some pixels in Fourier space, or a plane of them in real space. */
export interface Kept {
  /** Numbers of a wave as `Planes` store it, or NO_PIXEL. */
  pixels: Uint32Array
  /** The plane of pixels that is taken to real space; null for pixels as they are. */
  plane: Plane | null
}

/** Some of the plane waves behind the specimen. */
export interface Batch {
  /** Of the beams, the first that is here. */
  start: number
  runs: readonly PrismRun[]
  /** `[waves, kept]` complex numbers, behind each slice where the detectors look. */
  looks: readonly Storage[]
}

/** All plane waves behind the specimen. */
export interface Matrix {
  batches: readonly Batch[]
  /** Waves of each batch, the last one's included, of which some are not used. */
  size: number
}

/** Waves of a batch: as many in each, so that they share kernels. */
function batchSize(count: number, length: number): number {
  const most = Math.max(1, Math.floor(MOST_BYTES / (4 * length)))
  return Math.ceil(count / Math.ceil(count / most))
}

/** Sends the plane waves through the specimen, each `interpolation` times its own frequency in the window; who gets the matrix frees it. */
export async function scatteringMatrix(
  engine: Engine,
  { planes, slices, propagator, looks }: Medium,
  { beams, columns, interpolation, kept }: Beams & { interpolation: number; kept: Kept },
  { signal, onWaves }: { signal?: AbortSignal; onWaves: (done: number) => void },
): Promise<Matrix> {
  const size = batchSize(beams.length, planes.length)
  const batches: Batch[] = []
  const shared: Storage[] = []
  const real = kept.plane && new Planes(engine, kept.plane)
  try {
    const waves = engine.allocate(size * planes.length)
    shared.push(waves)
    const pixels = engine.upload(kept.pixels)
    shared.push(pixels)
    for (let start = 0; start < beams.length; start += size) {
      throwIfAborted(signal)
      const some = Array.from({ length: size }, (_, n) => beams.at(start + n) ?? { kx: 0, ky: 0 })
      const batch = { start, runs: runsOf({ beams, columns }, start, size), looks: [] as Storage[] }
      batches.push(batch)
      planes.planeWaves(
        waves,
        some.map(({ kx, ky }) => [interpolation * kx, interpolation * ky]),
      )
      slices.forEach((middle, slice) => {
        planes.pass(waves, { axis: 'rows', direction: 'inverse', middle })
        if (!looks.has(slice + 1)) {
          planes.pass(waves, { axis: 'columns', direction: 'forward', middle: propagator })
          return
        }
        planes.pass(waves, { axis: 'columns', direction: 'forward', last: false, middle: propagator })
        const out = engine.allocate(2 * size * kept.pixels.length)
        batch.looks.push(out)
        pickPixels(engine, out, waves, pixels)
        real?.pass(out, { axis: 'columns', direction: 'inverse', last: false })
        real?.pass(out, { axis: 'rows', direction: 'inverse', last: false })
        if (slice < slices.length - 1) planes.pass(waves, { axis: 'columns', direction: 'forward', first: false })
      })
      await engine.tidy()
      // One batch after another, so that a cancelled scan ends soon.
      await engine.device.queue.onSubmittedWorkDone()
      onWaves(Math.min(start + size, beams.length))
    }
    return { batches, size }
  } catch (error) {
    freeMatrix(engine, batches)
    throw error
  } finally {
    real?.release()
    for (const storage of shared) engine.release(storage)
  }
}

export function freeMatrix(engine: Engine, batches: readonly Batch[]): void {
  for (const { looks } of batches) for (const storage of looks) engine.release(storage)
}

/** The stretches of one kx among the waves of a batch. */
function runsOf({ beams, columns }: Beams, start: number, size: number): PrismRun[] {
  const some = beams.slice(start, start + size)
  return [...new Set(some.map(({ kx }) => kx))].map((kx) => ({
    first: some.findIndex((beam) => beam.kx === kx),
    end: some.findLastIndex((beam) => beam.kx === kx) + 1,
    column: columns.indexOf(kx),
    isMore: beams.findIndex((beam) => beam.kx === kx) < start,
  }))
}
