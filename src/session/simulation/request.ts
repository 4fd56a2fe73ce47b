import { InputError } from '../../errors'
import type { Standing } from '../../stem/crystal/standing'
import type { NamedDetector } from '../../stem/simulate/multislice/detectors'
import type { MultisliceOptions } from '../../stem/simulate/multislice/options'
import { USUAL_MICROSCOPE } from '../../stem/simulate/multislice/options'
import type { DefectRequest, SimulationOptions } from '../../stem/simulate/options'
import { usualSimulation } from '../../stem/simulate/options'
import { METHODS } from '../../stem/simulate/truth'

/** Of the generator's options those that can be asked for beside multislice. */
type Recording = Pick<
  SimulationOptions,
  'seed' | 'width' | 'height' | 'pixelSize' | 'rotation' | 'shear' | 'drift' | 'rowJitter' | 'cells' | 'dose'
>

/** A micrograph by multislice, as the page and the command ask for it: all of it is plain data. */
export interface SimulationRequest extends Recording, MultisliceOptions {
  standing: Standing
  defects: readonly DefectRequest[]
}

interface Range {
  low: number
  high: number
  integer?: boolean
}

/** Cells along the beam, where nothing is said: thick specimens take long. */
export const USUAL_CELLS = 20
/** Detectors that see one scan. */
const MOST_DETECTORS = 4
/** Angles, mrad, beyond which no detector of a microscope sees. */
const WIDEST = 500

/** What each number may be: kilovolts, mrad, Å, mm, degrees, px, electrons, as the options have them. */
export const SIMULATION_LIMITS = {
  seed: { low: 0, high: 2 ** 32 - 1, integer: true },
  width: { low: 128, high: 8192, integer: true },
  height: { low: 128, high: 8192, integer: true },
  pixelSize: { low: 0.05, high: 0.5 },
  rotation: { low: -180, high: 180 },
  shear: { low: -10, high: 10 },
  drift: { low: 0, high: 10 },
  rowJitter: { low: 0, high: 3 },
  cells: { low: 1, high: 500, integer: true },
  dose: { low: 1, high: 1e9 },
  kilovolts: { low: 10, high: 1000 },
  aperture: { low: 1, high: 80 },
  defocus: { low: -1e4, high: 1e4 },
  cs: { low: -10, high: 10 },
  source: { low: 0, high: 5 },
  phonons: { low: 0, high: 1000, integer: true },
} as const satisfies Partial<Record<keyof SimulationRequest, Range>>

export type NumberName = keyof typeof SIMULATION_LIMITS

/** The request of a crystal of which nothing else is said. */
export function usualSimulationOf(standing: Standing): SimulationRequest {
  const { width, height, pixelSize, rotation, shear, drift, rowJitter, cells, dose } = usualSimulation(
    standing.projection,
  )
  const recording = { width, height, pixelSize, rotation, shear, drift, rowJitter, dose }
  return {
    ...recording,
    ...USUAL_MICROSCOPE,
    standing,
    seed: 1,
    cells: Math.min(cells, USUAL_CELLS),
    defects: [],
  }
}

/** Throws an InputError that names what of a request cannot be, and what it may be, before anything is computed. */
export function requireSimulation(request: SimulationRequest): void {
  for (const [name, range] of Object.entries(SIMULATION_LIMITS)) requireWithin(name, request[name as NumberName], range)
  requireWithin('tilt', request.tilt.x, { low: -1000, high: 1000 })
  requireWithin('tilt', request.tilt.y, { low: -1000, high: 1000 })
  if (!METHODS.includes(request.method)) throw refused(`method ${request.method}: give ${METHODS.join(', ')}`)
  requireDetectors(request.detectors)
  for (const { strength = 1, depth = 0, count } of request.defects) {
    requireWithin('number of defects', count, { low: 1, high: 100_000, integer: true })
    requireWithin('strength of a defect', strength, { low: 0, high: 2 })
    requireWithin('depth of a defect', depth, { low: 0, high: 1e5 })
  }
}

function requireDetectors(detectors: readonly NamedDetector[]): void {
  if (detectors.length === 0 || detectors.length > MOST_DETECTORS)
    throw refused(`${detectors.length} detectors: give 1 to ${MOST_DETECTORS}`)
  for (const { name, inner, outer } of detectors) {
    const label = name ?? 'detector'
    requireWithin(`inner angle of ${label}`, inner, { low: 0, high: WIDEST })
    requireWithin(`outer angle of ${label}`, outer, { low: 0, high: WIDEST })
    if (inner >= outer) throw refused(`${label} from ${inner} to ${outer} mrad: let it end beyond where it begins`)
  }
}

function requireWithin(label: string, value: number, { low, high, integer = false }: Range): void {
  if (value >= low && value <= high && (!integer || Number.isInteger(value))) return
  const kind = integer ? 'a whole number' : 'a number'
  throw refused(`${label} ${value}: give ${kind} from ${low} to ${high}`)
}

function refused(cause: string): InputError {
  return new InputError('bad-simulation', '', cause)
}
