import type { Micrograph } from '../../io/micrograph'
import { Random } from '../../nn'
import { USUAL_CRYSTAL } from '../crystal/gallery'
import { projectionLabel } from '../crystal/projection'
import { addSpeckle } from './amorphous'
import { record } from './counting'
import { introduceDefects } from './defects'
import type { SimulationOptions } from './options'
import { usualSimulation } from './options'
import { renderColumns } from './render'
import { scanError } from './scan'
import { smoothField } from './smooth-field'
import type { Specimen } from './specimen'
import { growSpecimen } from './specimen'
import type { SimulationTruth, TrueColumn, TrueDefect } from './truth'
import { recordedOptions } from './truth'

/** Waves of thickness and contamination to the field of view. */
export const THICKNESS_CYCLES = 1.5

export interface Simulation {
  micrograph: Micrograph
  truth: SimulationTruth
}

/** What stands under the beam, and all that is known of it before it is looked at. */
export interface Scene {
  options: SimulationOptions
  specimen: Specimen
  defects: TrueDefect[]
  columns: TrueColumn[]
  scanError: Float64Array
  /** Of what is random from here on. */
  surface: Random
  electrons: Random
}

/**
 * A micrograph of a crystal as a microscope would take it, and all that is true of it: columns and their defects,
 * probe, geometry, scan errors, thickness and surface layers, electrons and grey levels, in this order. The same options
 * give the same pixels; each stage draws from a generator of its own, so a defect more leaves the lattice as it was.
 */
export function simulateMicrograph(given: Partial<SimulationOptions> & { seed: number }): Simulation {
  const scene = setUp(given)
  return taken(scene, renderColumns(scene.specimen.columns, scene.scanError, scene.options))
}

export function setUp(given: Partial<SimulationOptions> & { seed: number }): Scene {
  const options: SimulationOptions = { ...usualSimulation(given.crystal ?? USUAL_CRYSTAL), ...given }
  const { seed, width, height } = options
  const seeds = new Random(seed)
  const [lattice, defects, scan, surface, electrons] = Array.from({ length: 5 }, () => new Random(seeds.bits()))
  const specimen = growSpecimen(options, lattice)
  const columns = specimen.columns.flatMap(({ sublattice, i, j, x, y }) =>
    x >= 0 && y >= 0 && x <= width - 1 && y <= height - 1 ? { sublattice, i, j, x, y } : [],
  )
  return {
    options,
    specimen,
    columns,
    defects: introduceDefects(specimen, options, defects),
    scanError: scanError(options, scan),
    surface,
    electrons,
  }
}

/** The micrograph of a scene of which the intensity is known, in units of a perfect brightest column's. */
export function taken(
  { options, specimen, columns, defects, surface, electrons }: Scene,
  intensity: Float64Array,
): Simulation {
  const { seed, width, height, pixelSize, bits } = options
  const thickness = smoothField(surface, { width, height, cycles: THICKNESS_CYCLES })
  for (let at = 0; at < intensity.length; at++) {
    const factor = 1 + options.thicknessField * thickness(at % width, Math.floor(at / width))
    intensity[at] = (intensity[at] + options.background) * factor
  }
  addSpeckle(intensity, options, surface)
  const data = record(intensity, options, electrons)

  const crystal = projectionLabel(options.crystal)
  const name = `Simulated ${crystal}, seed ${seed}`
  const metadata = { simulated: true, crystal, seed, bits }
  return {
    micrograph: { data, width, height, pixelSize: { x: pixelSize, y: pixelSize }, name, metadata },
    truth: { crystal, pixelSize, lattice: specimen.lattice, columns, defects, options: recordedOptions(options) },
  }
}
