import type { NumberName, SimulationRequest } from '../session/simulation/request'
import { SIMULATION_LIMITS } from '../session/simulation/request'
import { readProjection } from '../stem/crystal/gallery'
import type { Standing } from '../stem/crystal/standing'
import { ownStanding, usualStanding } from '../stem/crystal/standing'
import type { NamedDetector } from '../stem/simulate/multislice/detectors'
import { DETECTOR_NAMES, usualDetector } from '../stem/simulate/multislice/detectors'
import type { MultisliceOptions } from '../stem/simulate/multislice/options'
import { USUAL_MICROSCOPE } from '../stem/simulate/multislice/options'
import { METHODS } from '../stem/simulate/truth'
import { numberOption, usageError } from './arguments'
import type { Values } from './command'
import { readText } from './input'
import { LONGEST_CRYSTAL, readCrystal } from './request-options'

/** Options of `--physics multislice`. */
export const MULTISLICE_OPTIONS = {
  energy: { type: 'string', value: 'KV', help: `of the beam (default: ${USUAL_MICROSCOPE.kilovolts})` },
  aperture: { type: 'string', value: 'MRAD', help: `half-angle of the probe (default: ${USUAL_MICROSCOPE.aperture})` },
  defocus: { type: 'string', value: 'Å', help: `underfocus (default: ${USUAL_MICROSCOPE.defocus})` },
  cs: { type: 'string', value: 'MM', help: `spherical aberration (default: ${USUAL_MICROSCOPE.cs})` },
  detector: {
    type: 'string',
    value: 'LIST',
    help: `half-angles FROM,TO that it sees, mrad (default: 50,150),\nor ${DETECTOR_NAMES.join(', ')}; several joined by +`,
  },
  source: { type: 'string', value: 'Å', help: `its full width at half maximum (default: ${USUAL_MICROSCOPE.source})` },
  tilt: { type: 'string', value: 'X,Y', help: 'of the specimen, mrad (default: 0,0)' },
  phonons: {
    type: 'string',
    value: 'N',
    help: `the mean over N configurations of atoms in thermal\nmotion (default: ${USUAL_MICROSCOPE.phonons}; 0, atoms at rest, is quick, but\nlight columns are wrong)`,
  },
  method: {
    type: 'string',
    value: 'NAME',
    help: 'auto (default: the faster one), multislice or prism;\nthe result is the same',
  },
} as const

type MultisliceValues = Values<typeof MULTISLICE_OPTIONS>

/** Throws where an option is given that only multislice has. */
export function requireNoMultislice(values: MultisliceValues): void {
  const given = Object.keys(MULTISLICE_OPTIONS).find((name) => values[name as keyof MultisliceValues] !== undefined)
  if (given) throw usageError(`--${given} is for --physics multislice: add it, or leave --${given} out`)
}

export function multisliceOptions(values: MultisliceValues): MultisliceOptions {
  const usual = USUAL_MICROSCOPE
  const number = (option: keyof MultisliceValues, name: NumberName & keyof MultisliceOptions) =>
    numberOption(option, values[option], usual[name], SIMULATION_LIMITS[name])
  const aperture = number('aperture', 'aperture')
  const [x, y] = values.tilt === undefined ? [0, 0] : pair('tilt', values.tilt)
  const method = METHODS.find((known) => known === (values.method ?? usual.method))
  if (!method) throw usageError(`--method ${values.method}: there are ${METHODS.join(', ')}`)
  return {
    kilovolts: number('energy', 'kilovolts'),
    aperture,
    defocus: number('defocus', 'defocus'),
    cs: number('cs', 'cs'),
    detectors: values.detector === undefined ? usual.detectors : detectorList(values.detector, aperture),
    source: number('source', 'source'),
    tilt: { x, y },
    phonons: number('phonons', 'phonons'),
    method,
  }
}

/** `haadf+bf`, `60,200`, `60,200+bf`. */
function detectorList(list: string, aperture: number): NamedDetector[] {
  return list.split('+').map((item) => {
    const name = DETECTOR_NAMES.find((known) => known === item.trim().toLowerCase())
    if (name) return usualDetector(name, aperture)
    const [inner, outer] = pair('detector', item, `, or ${DETECTOR_NAMES.join(', ')}`)
    return { name: null, inner, outer }
  })
}

function pair(option: string, text: string, orElse = ''): [number, number] {
  const numbers = text.split(',').map((part) => (part.trim() === '' ? NaN : Number(part)))
  if (numbers.length === 2 && numbers.every(Number.isFinite)) return [numbers[0], numbers[1]]
  const example = option === 'tilt' ? '0,0' : '50,150'
  throw usageError(`--${option} ${text}: give two numbers, such as ${example}${orElse}`)
}

/** The crystal with its atoms in depth: one of Lacuna's own, or that of a CIF. */
export async function readStanding(crystal: string | undefined, zone: string | undefined): Promise<Standing> {
  if (crystal === undefined) {
    if (zone !== undefined) throw usageError(`--zone ${zone} is for a CIF: give one as --crystal FILE.cif`)
    return usualStanding()
  }
  if (/\.cif$/i.test(crystal)) {
    const { readStandingCif } = await import('../stem/cif/crystal')
    return readStandingCif(await readText(crystal, LONGEST_CRYSTAL), crystal, zone ?? '0,0,1')
  }
  if (/\.json$/i.test(crystal)) {
    throw usageError(
      `--crystal ${crystal}: a crystal in JSON does not say how deep its atoms lie, which multislice needs; give a CIF`,
    )
  }
  return ownStanding(readProjection(await readCrystal(crystal, zone)))
}

/** What pictures of several detectors are called apart by. */
export function pictureName(name: string, detector: string, { detectors }: SimulationRequest): string {
  return detectors.length > 1 ? `${name}-${detector}` : name
}
