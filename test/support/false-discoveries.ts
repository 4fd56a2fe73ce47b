import type { Micrograph } from '../../src/io/micrograph'
import { Random } from '../../src/nn'
import { GALLERY } from '../../src/stem/crystal/gallery'
import { findLattice } from '../../src/stem/lattice/find'
import type { Lattice } from '../../src/stem/lattice/lattice'
import { nearestDistances } from '../../src/stem/lattice/sites'
import { searchedAt } from '../../src/stem/evaluate/without-model'
import { simulateMicrograph } from '../../src/stem/simulate/micrograph'
import { usualSimulation } from '../../src/stem/simulate/options'
import { compareFindings, renderDefects } from './micrograph'

/** Of the gallery: one to four columns a cell, square, rectangular and hexagonal. */
const CRYSTALS = [
  'srtio3-001',
  'batio3-100',
  'pbtio3-100',
  'gaas-110',
  'cdte-110',
  'au-110',
  'mos2-001',
  'graphene-001',
]
/** Parts of the columns that are made defects. */
const SHARES = [0.005, 0.01, 0.03, 0.06, 0.1, 0.15]
/** What is asked. */
export const RATES = [0.01, 0.05] as const
const SIZE = 512
/** A defect is displaced by this part of the distance to the nearest column. */
const SHIFT = 0.18
/** What the thickness is at one side of a wedge; contamination at its thickest, in the picture's standard deviations, and its speckle. */
const THIN = 0.5
const CONTAMINATION = 1.5
const SPECKLE = 0.25

interface Tally {
  micrographs: number
  defects: number
  found: number
  false: number
}

/** What of a micrograph's detections is false, at each of the rates; null where no lattice was found. */
export interface Discovered {
  crystal: string
  share: number
  surroundings: 'even' | 'wedge' | 'contamination'
  tallies: Tally[] | null
}

/**
 * Searches simulated micrographs with smooth defects in a known part of their columns, every third of even thickness, of a wedge and with
 * contamination: crystals, shares and doses in turn. Gives each as soon as it is known.
 */
export async function* falseDiscoveries(count: number, firstSeed: number): AsyncGenerator<Discovered> {
  for (let k = 0; k < count; k++) {
    const crystal = CRYSTALS[k % CRYSTALS.length]
    const share = SHARES[Math.floor(k / CRYSTALS.length) % SHARES.length]
    const surroundings = (['even', 'wedge', 'contamination'] as const)[k % 3]
    yield {
      crystal,
      share,
      surroundings,
      tallies: await searched(crystal, { share, surroundings, seed: firstSeed + k }),
    }
  }
}

async function searched(
  name: string,
  { share, surroundings, seed }: Pick<Discovered, 'share' | 'surroundings'> & { seed: number },
): Promise<Tally[] | null> {
  const random = new Random(seed)
  const options = usualSimulation(GALLERY[name])
  const { micrograph: even } = simulateMicrograph({
    ...options,
    seed,
    width: SIZE,
    height: SIZE,
    bits: 16,
    rotation: random.uniform(-20, 20),
    dose: random.uniform(60, 300),
  })
  const clean = surroundings === 'even' ? even : surroundings === 'wedge' ? onWedge(even) : contaminated(even, random)
  const perfect = await findLattice(clean)
  if (perfect.verdict !== 'periodic') return null
  const nearest = nearestOf(perfect)
  const made = renderDefects(clean, perfect, { share, shift: SHIFT * nearest, seed })
  const found = await searchedAt(made.micrograph, RATES)
  return (
    found?.map((findings) => {
      const { found: count, falseAlarms } = compareFindings(findings, made.defects, 1.5 * nearest)
      return { micrographs: 1, defects: made.defects.length, found: count, false: falseAlarms.length }
    }) ?? null
  )
}

/** The least distance between two columns, px. */
function nearestOf(lattice: Lattice): number {
  return Math.min(
    ...nearestDistances(
      lattice.sublattices.map(({ position }) => position),
      lattice,
    ),
  )
}

function onWedge(micrograph: Micrograph): Micrograph {
  const { data, width } = micrograph
  return { ...micrograph, data: data.map((value, at) => value * (THIN + ((1 - THIN) * (at % width)) / (width - 1))) }
}

/** An amorphous spot that covers about a sixth of the picture: a bright ground, and a speckle of its own. */
function contaminated(micrograph: Micrograph, random: Random): Micrograph {
  const { data, width, height } = micrograph
  const mean = data.reduce((sum, value) => sum + value, 0) / data.length
  const contrast = Math.sqrt(data.reduce((sum, value) => sum + (value - mean) ** 2, 0) / data.length)
  const [x, y] = [random.uniform(0.2, 0.8) * width, random.uniform(0.2, 0.8) * height]
  const radius = width / 5
  return {
    ...micrograph,
    data: data.map((value, at) => {
      const far = Math.hypot((at % width) - x, Math.floor(at / width) - y) / radius
      const thick = 1 / (1 + Math.exp(10 * (far - 1)))
      return value + thick * contrast * (CONTAMINATION + SPECKLE * random.normal())
    }),
  }
}

/** The sums of some tallies. */
export function together(tallies: readonly Tally[]): Tally {
  const sum = (key: keyof Tally) => tallies.reduce((total, tally) => total + tally[key], 0)
  return { micrographs: tallies.length, defects: sum('defects'), found: sum('found'), false: sum('false') }
}
