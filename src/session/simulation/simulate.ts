import type { Micrograph } from '../../io/micrograph'
import { writeNpy } from '../../io/npy'
import { writeTiff } from '../../io/tiff/write'
import type { Engine } from '../../kernels'
import type { LongCall } from '../../progress'
import { projectionNamed } from '../../stem/crystal/gallery'
import type { Projection } from '../../stem/crystal/projection'
import { projectionLabel } from '../../stem/crystal/projection'
import type { Standing } from '../../stem/crystal/standing'
import { simulateByMultislice } from '../../stem/simulate/multislice/simulate'
import type { SimulationTruth } from '../../stem/simulate/truth'
import type { SimulationRequest } from './request'
import { requireSimulation } from './request'

/** What one detector saw, and all that is true of it. */
export interface SimulatedPicture {
  /** Of the detector: `haadf`, or its angles, as `60-200`. */
  detector: string
  micrograph: Micrograph
  truth: SimulationTruth
}

/**
 * The micrographs that are asked for, of each detector one, in the order of the request; the engine is open as long as it takes. Rejects with an
 * InputError for what cannot be, most of that before an engine is opened.
 */
export async function simulate(
  openEngine: () => Promise<Engine>,
  request: SimulationRequest,
  call: LongCall = {},
): Promise<SimulatedPicture[]> {
  requireSimulation(request)
  const engine = await openEngine()
  try {
    return await simulated(engine, request, call)
  } finally {
    engine.close()
  }
}

async function simulated(engine: Engine, request: SimulationRequest, call: LongCall): Promise<SimulatedPicture[]> {
  const { standing, kilovolts, aperture, defocus, cs, source, tilt, phonons, method, detectors, ...recording } = request
  const microscope = { kilovolts, aperture, defocus, cs, source, tilt, phonons, method, detectors }
  const options = { ...recording, bits: 16 as const, standing: withOwn(standing) }
  const simulations = await simulateByMultislice(engine, options, microscope, call)
  return simulations.map((simulation, n) => {
    const { name, inner, outer } = detectors[n]
    return { detector: name ?? `${inner}-${outer}`, ...simulation }
  })
}

/** One of Lacuna's own crystals as the very object by which it is known: on the way from a page it was copied. */
function withOwn(standing: Standing): Standing {
  const own = projectionNamed(projectionLabel(standing.projection))
  const isSame = (projection: Projection) => JSON.stringify(projection) === JSON.stringify(standing.projection)
  return own && isSame(own) ? { ...standing, projection: own } : standing
}

/** What a simulated micrograph is written as: pixels twice, the TIFF with what they were simulated by, and the truth. */
export const SIMULATION_FILES = ['npy', 'tif', 'truth.json'] as const

/** One of these files. */
export function simulationFile(
  { micrograph: { data, width, height, pixelSize }, truth }: Omit<SimulatedPicture, 'detector'>,
  ending: (typeof SIMULATION_FILES)[number],
): Uint8Array | string {
  switch (ending) {
    case 'npy':
      return writeNpy(Uint16Array.from(data), [height, width])
    case 'tif':
      return writeTiff(Uint16Array.from(data), { width, height, pixelSize, simulation: simulationLine(truth) })
    case 'truth.json':
      return `${JSON.stringify(truth, null, 1)}\n`
  }
}

/** The parameters without what they led to: crystal, options and microscope. */
function simulationLine({ crystal, options, multislice }: SimulationTruth): string {
  return JSON.stringify({ ...options, crystal, ...(multislice && { multislice }) })
}
