import type { Engine, Storage } from '../kernels'
import { Planes } from '../kernels'
import type { Progress } from '../progress'
import type { Annulus } from './detectors'
import { detectorBits, MOST_DETECTORS } from './detectors'
import { wavelength } from './electron'
import type { Grid } from './frequencies'
import { overBand } from './frequencies'
import type { Microscope } from './probe'
import { probe } from './probe'
import { scatteringFactor } from './scattering-factor'
import type { Slices } from './slices'
import { sliceSpecimen } from './slices'
import type { Specimen } from './specimen'

export interface ScanOptions {
  specimen: Specimen
  microscope: Microscope
  detectors: readonly Annulus[]
  /** Pixels across the box: powers of two from 16 to 1024. */
  width: number
  height: number
  /** Slices are no thicker, Å. */
  thickest: number
  /** The specimen comes so many times, one behind another. */
  repeats?: number
  /** Where the probe stands, Å. */
  places: readonly { x: number; y: number }[]
  onProgress?: (progress: Progress) => void
  signal?: AbortSignal
}

/** Of one buffer: the waves that are under way at a time. */
const MOST_BYTES = 64 * 2 ** 20

/**
 * What reaches each detector from each place of the probe, as a fraction of the beam: `[detector][place]`, by the multislice method
 * (Cowley and Moodie, Acta Cryst. 10 (1957) 609; Kirkland, 2nd edition, §6). The box repeats across the beam, so it must be wide enough
 * for the probe to spread in. Rejects with the signal's reason, and with a RangeError for a grid that cannot
 * be, a detector beyond it, or an element without parameters.
 */
export async function scan(engine: Engine, options: ScanOptions): Promise<Float64Array[]> {
  const { specimen, microscope, detectors, width, height, places, thickest, repeats = 1, onProgress, signal } = options
  const grid: Grid = { width, height, edges: [specimen.width, specimen.height] }
  const { kilovolts } = microscope
  // Before anything is held that an error would leave behind.
  for (const element of new Set(specimen.atoms.map((atom) => atom.element))) scatteringFactor(element, 0)
  const bits = detectorBits(detectors, grid, kilovolts)
  const planes = new Planes(engine, grid)
  const slices = sliceSpecimen(engine, planes, { specimen, grid, kilovolts, thickest })
  const aperture = engine.upload(probe(microscope, grid))
  const seen = engine.upload(bits)
  const propagator = engine.upload(propagation(grid, kilovolts, slices.thickness))
  const results = detectors.map(() => new Float64Array(places.length))
  const started = performance.now()
  try {
    await engine.flush()
    const most = Math.max(1, Math.floor(MOST_BYTES / (8 * planes.size)))
    for (let start = 0; start < places.length; start += most) {
      signal?.throwIfAborted()
      const some = places.slice(start, start + most)
      const waves = engine.allocate(2 * planes.size * some.length)
      const at = engine.upload(Float32Array.from(some.flatMap(({ x, y }) => [x / specimen.width, y / specimen.height])))
      try {
        planes.probes(waves, aperture, at)
        throughSlices(planes, waves, slices, { propagator, repeats })
        const sums = await engine.read(planes.detect(waves, seen))
        gather(sums, width, results, start)
      } finally {
        await engine.tidy()
        engine.release(waves)
        engine.release(at)
      }
      const elapsed = (performance.now() - started) / 1000
      const done = Math.min(start + most, places.length)
      onProgress?.({
        stage: 'scan',
        done,
        total: places.length,
        elapsed,
        message: `${done} of ${places.length} places`,
      })
    }
  } finally {
    slices.release()
    planes.release()
    for (const storage of [aperture, seen, propagator]) engine.release(storage)
  }
  return results
}

/** The wave behind the last slice is as it leaves it: what it does on the way to the detector changes no intensity there. */
function throughSlices(
  planes: Planes,
  waves: Storage,
  { transmissions }: Slices,
  { propagator, repeats }: { propagator: Storage; repeats: number },
): void {
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

/** Sums over the lines of each plane. */
function gather(sums: Float32Array, lines: number, results: readonly Float64Array[], start: number): void {
  results.forEach((result, detector) => {
    for (let plane = 0; plane < sums.length / (MOST_DETECTORS * lines); plane++) {
      let total = 0
      for (let line = 0; line < lines; line++) total += sums[MOST_DETECTORS * (plane * lines + line) + detector]
      result[start + plane] = total
    }
  })
}
