import { Random } from '../../nn'
import type { LongCall } from '../../progress'
import { counter } from '../../progress'
import { crops, randomCrops } from '../patch/crops'
import type { DefectSet, ReproductionData } from '../paper/image-sets'
import type { PatchSet } from '../patch/patches'
import { DEFECT_SETS } from '../paper/image-sets'
import { joinPatches } from '../patch/patches'
import type { Simulation } from './micrograph'
import { simulateMicrograph } from './micrograph'
import { paperDefects } from './paper-defects'
import type { TrueDefect } from './truth'

export interface ReproductionOptions extends LongCall {
  seed: number
  /** Patches to train on: as many as the paper's. */
  trainingCount?: number
  /** Patches in each of the seven test sets; the paper has twice as many. */
  testCount?: number
}

const SIZE = 64
/** As the authors', who took all their crops of one micrograph; here no two sets share one. */
const CROPS_A_MICROGRAPH = 1000
/** Of each kind; six times as many find room with a patch around each that shows no other. */
const DEFECTS_A_MICROGRAPH = 7
/** How far from its patch's centre a defect may lie, px along each axis. */
const OFF_CENTRE = 6

/**
 * Sets of the paper's kind from the generator: 64 × 64 crops of 8-bit micrographs of one crystal, taken one after the
 * other under the same conditions. Training, bulk and defect crops come from different micrographs.
 */
export async function simulateReproduction(options: ReproductionOptions): Promise<ReproductionData> {
  const { seed, trainingCount = 1000, testCount = 500 } = options
  const trainingParts = portions(trainingCount, CROPS_A_MICROGRAPH)
  const bulkParts = portions(testCount, CROPS_A_MICROGRAPH)
  const defectParts = portions(testCount, DEFECTS_A_MICROGRAPH)

  const random = new Random(seed)
  const report = counter(
    'simulate',
    'micrograph',
    trainingParts.length + bulkParts.length + defectParts.length,
    options,
  )
  const simulate = async (defectsOfEach: number) => {
    const simulation = simulateMicrograph({
      seed: random.bits(),
      defects: paperDefects(defectsOfEach),
    })
    await report()
    return simulation
  }

  const bulk = async (parts: readonly number[]) => {
    const sets: PatchSet[] = []
    for (const count of parts) sets.push(randomCrops((await simulate(0)).micrograph, SIZE, count, random))
    return joinPatches(sets)
  }
  const training = await bulk(trainingParts)
  const sets = { bulk: await bulk(bulkParts) } as ReproductionData['sets']

  const simulations: Simulation[] = []
  for (const count of defectParts) simulations.push(await simulate(count))
  for (const set of DEFECT_SETS)
    sets[set] = joinPatches(simulations.map((simulation) => defectCrops(simulation, set, random)))
  return { source: `simulated, seed ${seed}`, training, sets }
}

/** `total` in parts of at most `each`. */
function portions(total: number, each: number): number[] {
  return Array.from({ length: Math.ceil(total / each) }, (_, part) => Math.min(each, total - part * each))
}

/** A patch around each defect of one kind. */
function defectCrops({ micrograph, truth }: Simulation, set: DefectSet, random: Random): PatchSet {
  const corner = (centre: number) => Math.round(centre - SIZE / 2) + random.integer(2 * OFF_CENTRE + 1) - OFF_CENTRE
  const ofSet = ({ sublattice, kind }: TrueDefect) => `${sublattice}-${kind}` === set
  const origins = truth.defects.filter(ofSet).flatMap(({ x, y }) => [corner(x), corner(y)])
  return crops(micrograph, SIZE, Uint32Array.from(origins))
}
