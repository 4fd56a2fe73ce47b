import type { Engine, Storage } from '../kernels'
import { Planes } from '../kernels'
import { wavelength } from './electron'
import type { Grid } from './frequencies'
import { bandLimit, gridOf, overBand } from './frequencies'
import type { ScanOptions, SeriesOptions } from './options'
import { cut, transmit } from './slices'
import type { Stack } from './stack'

/** Of one buffer: the waves that are under way at a time. As few as keep a GPU busy, for a scan is cancelled between two batches. */
export const MOST_BYTES = 16 * 2 ** 20

/** Pixels that pass through slices, all waves together, from which on kernels that take long to compile save more than that. */
const WORTH_COMPILING = 3e8

/** What all waves go through, on the device. */
export interface Medium {
  grid: Grid
  planes: Planes
  /** What each slice does to a wave, in order. */
  slices: readonly Storage[]
  propagator: Storage
  /** Slices behind which the detectors look. */
  looks: ReadonlySet<number>
}

/** Calls `work` with the specimen on the device, for so many waves, and frees it. */
export async function inMedium(
  engine: Engine,
  options: SeriesOptions,
  { stack, waves }: { stack: Stack; waves: number },
  work: (medium: Medium) => Promise<void>,
): Promise<void> {
  const { specimen, after, repeats = 1 } = options
  const grid = gridOf(specimen, { width: options.width, height: options.height })
  const { kilovolts } = options.microscope
  const { thickness } = cut(specimen, options.thickest)
  const areMany = grid.width * grid.height * waves * stack.order.length > WORTH_COMPILING
  const planes = new Planes(engine, grid, { reach: bandLimit(grid) * grid.edges[0], areMany })
  const held: Storage[] = []
  const hold = (storage: Storage) => {
    held.push(storage)
    return storage
  }
  try {
    const transmissions = stack.kinds.map(() => hold(engine.allocate(2 * grid.width * grid.height)))
    await transmit(engine, { grid, outs: transmissions }, { slices: stack.kinds, kilovolts })
    await work({
      grid,
      planes,
      slices: stack.order.map((kind) => transmissions[kind]),
      propagator: hold(engine.upload(propagation(grid, options, thickness))),
      looks: new Set(after.map((each) => (each * stack.order.length) / repeats)),
    })
  } finally {
    planes.release()
    for (const storage of held) engine.release(storage)
  }
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
