import type { Micrograph } from '../../io/micrograph'
import { Random } from '../../nn'
import type { LongCall } from '../../progress'
import { throwIfAborted } from '../../progress'
import type { DefectSet, PatchSet, ReproductionData } from '../patches'
import { DEFECT_SETS } from '../patches'
import { simulateMicrograph } from './micrograph'
import type { TrueDefect } from './truth'

export interface ReproductionOptions extends LongCall {
  seed: number
  /** Patches to train on, and in each of the seven test sets: as many as the paper has, and as many as it publishes half of. */
  trainingCount?: number
  testCount?: number
}

const SIZE = 64
/** Crops of one micrograph overlap as the authors' do (they took 1000 of one); sets never share a micrograph. */
const CROPS_A_MICROGRAPH = 250
/** Of each kind; six times as many find room with a patch around each that shows no other. */
const DEFECTS_A_MICROGRAPH = 7
/** How far from its patch's centre a defect may lie, px along each axis. */
const OFF_CENTRE = 6

/**
 * Sets of the paper's kind from the generator: 64 × 64 crops of 8-bit micrographs of one crystal, taken one after the
 * other under the same conditions. Training, bulk and defect crops come from different micrographs.
 */
export async function simulateReproduction(options: ReproductionOptions): Promise<ReproductionData> {
  const { seed, trainingCount = 1000, testCount = 500, signal, onProgress } = options
  const random = new Random(seed)
  const started = performance.now()
  const total =
    Math.ceil(trainingCount / CROPS_A_MICROGRAPH) +
    Math.ceil(testCount / CROPS_A_MICROGRAPH) +
    Math.ceil(testCount / DEFECTS_A_MICROGRAPH)
  let done = 0
  const simulate = async (defectsOfEach: number) => {
    throwIfAborted(signal)
    const defects = DEFECT_SETS.map((set) => ({ set, count: defectsOfEach }))
    const simulation = simulateMicrograph({ seed: random.bits(), defects: defectsOfEach > 0 ? defects : [] })
    done++
    const elapsed = (performance.now() - started) / 1000
    onProgress?.({ stage: 'simulate', done, total, elapsed, message: `micrograph ${done} of ${total}` })
    // Lets a page repaint and a signal arrive.
    await new Promise((resume) => setTimeout(resume))
    return simulation
  }

  const crops = async (count: number): Promise<PatchSet> => {
    const patches: Float32Array[] = []
    while (patches.length < count) {
      const { micrograph } = await simulate(0)
      const origin = () => ({ x: random.integer(micrograph.width - SIZE), y: random.integer(micrograph.height - SIZE) })
      for (let n = 0; n < CROPS_A_MICROGRAPH && patches.length < count; n++) patches.push(crop(micrograph, origin()))
    }
    return patchSet(patches)
  }

  const training = await crops(trainingCount)
  const bulk = await crops(testCount)
  const patches = Object.fromEntries(DEFECT_SETS.map((set) => [set, []])) as unknown as Record<
    DefectSet,
    Float32Array[]
  >
  while (DEFECT_SETS.some((set) => patches[set].length < testCount)) {
    const { micrograph, truth } = await simulate(DEFECTS_A_MICROGRAPH)
    for (const defect of truth.defects) {
      const set = patches[`${defect.sublattice}-${defect.kind}` as DefectSet]
      if (set.length < testCount) set.push(crop(micrograph, around(defect, random)))
    }
  }
  const sets = Object.fromEntries(DEFECT_SETS.map((set) => [set, patchSet(patches[set])])) as Record<
    DefectSet,
    PatchSet
  >
  return { source: `simulated, seed ${seed}`, training, sets: { bulk, ...sets } }
}

/** Top left corner of a patch with the defect near its centre. */
function around({ x, y }: TrueDefect, random: Random): { x: number; y: number } {
  const offset = () => random.integer(2 * OFF_CENTRE + 1) - OFF_CENTRE
  return { x: Math.round(x - SIZE / 2) + offset(), y: Math.round(y - SIZE / 2) + offset() }
}

function crop({ data, width }: Micrograph, { x, y }: { x: number; y: number }): Float32Array {
  const patch = new Float32Array(SIZE * SIZE)
  for (let row = 0; row < SIZE; row++) {
    const start = (y + row) * width + x
    patch.set(data.subarray(start, start + SIZE), row * SIZE)
  }
  return patch
}

function patchSet(patches: readonly Float32Array[]): PatchSet {
  const data = new Float32Array(patches.length * SIZE * SIZE)
  patches.forEach((patch, n) => data.set(patch, n * SIZE * SIZE))
  return { data, count: patches.length, size: SIZE }
}
