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
import { growSpecimen } from './specimen'
import type { SimulationTruth } from './truth'
import { recordedOptions } from './truth'

/** Waves of thickness and contamination to the field of view. */
export const THICKNESS_CYCLES = 1.5

export interface Simulation {
  micrograph: Micrograph
  truth: SimulationTruth
}

/**
 * A micrograph of a crystal as a microscope would take it, and all that is true of it: columns and their defects,
 * probe, geometry, scan errors, thickness and surface layers, electrons and grey levels, in this order. The same options
 * give the same pixels; each stage draws from a generator of its own, so a defect more leaves the lattice as it was.
 */
export function simulateMicrograph(given: Partial<SimulationOptions> & { seed: number }): Simulation {
  const options: SimulationOptions = { ...usualSimulation(given.crystal ?? USUAL_CRYSTAL), ...given }
  const { seed, width, height, pixelSize, bits } = options
  const seeds = new Random(seed)
  const [lattice, defects, scan, surface, electrons] = Array.from({ length: 5 }, () => new Random(seeds.bits()))

  const specimen = growSpecimen(options, lattice)
  const columns = specimen.columns.flatMap(({ sublattice, i, j, x, y }) =>
    x >= 0 && y >= 0 && x <= width - 1 && y <= height - 1 ? { sublattice, i, j, x, y } : [],
  )
  const trueDefects = introduceDefects(specimen, options, defects)
  const intensity = renderColumns(specimen.columns, scanError(options, scan), options)
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
    truth: {
      crystal,
      pixelSize,
      lattice: specimen.lattice,
      columns,
      defects: trueDefects,
      options: recordedOptions(options),
    },
  }
}
