import { usualStanding } from '../stem/crystal/standing'
import type { Standing } from '../stem/crystal/standing'
import type { Simulation } from '../stem/simulate/micrograph'
import type { MultisliceOptions } from '../stem/simulate/multislice/simulate'
import { simulateByMultislice, USUAL_MICROSCOPE } from '../stem/simulate/multislice/simulate'
import type { SimulationOptions } from '../stem/simulate/options'
import { numberOption, usageError } from './arguments'
import type { Context, Values } from './command'
import { readText } from './input'
import { LONGEST_CRYSTAL } from './request-options'
import { withEngine } from './with-engine'

/** Cells along the beam, where nothing is said: thick specimens take long. */
export const USUAL_CELLS = 20

/** Options of `--physics multislice`. */
export const MULTISLICE_OPTIONS = {
  energy: { type: 'string', value: 'KV', help: `of the beam (default: ${USUAL_MICROSCOPE.kilovolts})` },
  aperture: { type: 'string', value: 'MRAD', help: `half-angle of the probe (default: ${USUAL_MICROSCOPE.aperture})` },
  defocus: { type: 'string', value: 'Å', help: `underfocus (default: ${USUAL_MICROSCOPE.defocus})` },
  cs: { type: 'string', value: 'MM', help: `spherical aberration (default: ${USUAL_MICROSCOPE.cs})` },
  detector: { type: 'string', value: 'FROM,TO', help: 'half-angles that it sees, mrad (default: 50,150)' },
  source: { type: 'string', value: 'Å', help: `its full width at half maximum (default: ${USUAL_MICROSCOPE.source})` },
  tilt: { type: 'string', value: 'X,Y', help: 'of the specimen, mrad (default: 0,0)' },
  phonons: {
    type: 'string',
    value: 'N',
    help: `the mean over N configurations of atoms in thermal\nmotion (default: ${USUAL_MICROSCOPE.phonons}; 0, atoms at rest, is quick, but\nlight columns are wrong)`,
  },
} as const

type MultisliceValues = Values<typeof MULTISLICE_OPTIONS>

/** Throws where an option is given that only multislice has. */
export function requireNoMultislice(values: MultisliceValues): void {
  const given = Object.keys(MULTISLICE_OPTIONS).find((name) => values[name as keyof MultisliceValues] !== undefined)
  if (given) throw usageError(`--${given} is for --physics multislice: add it, or leave --${given} out`)
}

export function multisliceOptions(values: MultisliceValues): MultisliceOptions {
  const [inner, outer] = pair('detector', values.detector, [
    USUAL_MICROSCOPE.detector.inner,
    USUAL_MICROSCOPE.detector.outer,
  ])
  const [x, y] = pair('tilt', values.tilt, [0, 0])
  return {
    kilovolts: numberOption('energy', values.energy, USUAL_MICROSCOPE.kilovolts, { low: 10, high: 1000 }),
    aperture: numberOption('aperture', values.aperture, USUAL_MICROSCOPE.aperture, { low: 1, high: 80 }),
    defocus: numberOption('defocus', values.defocus, USUAL_MICROSCOPE.defocus, { low: -1e4, high: 1e4 }),
    cs: numberOption('cs', values.cs, USUAL_MICROSCOPE.cs, { low: -10, high: 10 }),
    detector: { inner, outer },
    source: numberOption('source', values.source, USUAL_MICROSCOPE.source, { low: 0, high: 5 }),
    tilt: { x, y },
    phonons: numberOption('phonons', values.phonons, USUAL_MICROSCOPE.phonons, { low: 0, high: 1000, integer: true }),
  }
}

function pair(name: string, text: string | undefined, fallback: [number, number]): [number, number] {
  if (text === undefined) return fallback
  const numbers = text.split(',').map((part) => (part.trim() === '' ? NaN : Number(part)))
  if (numbers.length !== 2 || !numbers.every(Number.isFinite)) {
    throw usageError(`--${name} ${text}: give two numbers, such as ${fallback.join(',')}`)
  }
  return [numbers[0], numbers[1]]
}

/** The crystal with its atoms in depth: SrTiO3 [001], or that of a CIF. */
export async function readStanding(crystal: string | undefined, zone: string | undefined): Promise<Standing> {
  if (crystal === undefined || crystal === 'srtio3-001') {
    if (zone !== undefined) throw usageError(`--zone ${zone} is for a CIF: give one as --crystal FILE.cif`)
    return usualStanding()
  }
  if (!/\.cif$/i.test(crystal)) {
    throw usageError(`--crystal ${crystal}: multislice takes srtio3-001 or a CIF, which says how deep each atom lies`)
  }
  const { readStandingCif } = await import('../stem/cif/crystal')
  return readStandingCif(await readText(crystal, LONGEST_CRYSTAL), crystal, zone ?? '0,0,1')
}

export function byMultislice(
  options: Partial<SimulationOptions> & { seed: number; standing: Standing },
  microscope: MultisliceOptions,
  context: Context,
): Promise<Simulation> {
  return withEngine(context, (engine) => simulateByMultislice(engine, options, microscope, context))
}
