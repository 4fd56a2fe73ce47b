import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Micrograph } from '../../src/io/micrograph'
import type { Engine } from '../../src/kernels'
import { Random } from '../../src/nn'
import { openInput } from '../../src/session/opening'
import { HARD_ROWS } from '../../src/stem/evaluate/rows'
import { findLattice } from '../../src/stem/lattice/find'
import { auroc } from '../../src/stem/math/rank'
import { augmenter, type Perturbation } from '../../src/stem/model/augment'
import { PERTURBATION } from '../../src/stem/model/learn'
import { predict, preprocess } from '../../src/stem/model/predict'
import { type Preset, PRESETS } from '../../src/stem/model/presets'
import { trainVae } from '../../src/stem/model/train'
import { Vae } from '../../src/stem/model/vae'
import { fitPca } from '../../src/stem/paper/pca'
import { latticeTemplate } from '../../src/stem/patch-detector/lattice-template'
import { deviations, learnObserver, observe } from '../../src/stem/patch-detector/observer'
import { learnGeometry } from '../../src/stem/patch/columns'
import { crops } from '../../src/stem/patch/crops'
import { holdOut } from '../../src/stem/patch/holdout'
import type { PatchSet } from '../../src/stem/patch/patches'
import { renderSmoothDefects } from '../../src/stem/patch/smooth-defects'
import { periodic } from './lattice'

/** Patches of the half that teaches, and of the half that is judged. */
const TAUGHT = 1000
const JUDGED = 300
/** Strontium titanate's cell, Å. */
const CELL = 3.905
/** σ of a rendered column, in spacings. */
const SIGMA = 0.2
/** Radius of a blind spot, in spacings: the column with its blur, and not the next one. */
const BLIND = 0.65

/** In what a model differs from the preset `fast`. */
interface Variant {
  /** What is done to the examples of each epoch: turned and mirrored, columns changed in input and target, or in the input alone. */
  augment?: 'nothing' | 'views' | 'shared' | 'own'
  latent?: number
  /** The likelihood's: a number, or what the model itself leaves of held-out patches. */
  sigma?: number | 'learned'
  blur?: number
  /** Patches with a column of the brighter sublattice in the middle. */
  centred?: boolean
  /** The middle of each patch is masked in what the model sees, and not in what it is to say. */
  blind?: boolean
  /** No VAE at all. */
  instead?: 'lattice' | 'pca-20' | 'pca-40'
}

const VARIANTS: Readonly<Record<string, Variant>> = {
  'as it is': {},
  'no augmentation': { augment: 'nothing' },
  'views alone': { augment: 'views' },
  'changes shared': { augment: 'shared' },
  'changes of the input': { augment: 'own' },
  'latent 40': { latent: 40 },
  'latent 64': { latent: 64 },
  'σ 0.01': { sigma: 0.01 },
  'σ learned': { sigma: 'learned' },
  'blur 1': { blur: 1 },
  'blur 3': { blur: 3 },
  centred: { centred: true },
  'centred and blind': { centred: true, blind: true },
  'perfect lattice': { instead: 'lattice' },
  'centred perfect lattice': { instead: 'lattice', centred: true },
  'PCA-20': { instead: 'pca-20' },
  'PCA-40': { instead: 'pca-40' },
}

const STILL = { intensity: 0, shift: 0 }
const CHANGES: Readonly<Record<'views' | 'shared' | 'own', Perturbation>> = {
  views: { shared: STILL, own: STILL },
  shared: { ...PERTURBATION, own: STILL },
  own: { ...PERTURBATION, shared: STILL },
}

const HALVES = ['prifti/20111206DF.jpg', 'micrographs/16_STOimage_1.ser'].flatMap((file) =>
  (['left', 'right'] as const).map((taught) => ({ file, taught })),
)

export interface VaeMeasurement {
  data: string
  seed: number
  epochs: number
  /** Names of variants; all when there are none. */
  only: readonly string[]
  print: (line: string) => void
}

/**
 * Prints how well each variant of the VAE of patches, taught on one half of a micrograph, tells patches of the other half with a rendered
 * defect from those without, all judged by Lacuna's score: mean AUROC over the hard rows, and rms residual of what was judged.
 */
export async function measureVae(engine: Engine, { data, seed, epochs, only, print }: VaeMeasurement): Promise<void> {
  print(
    `| | ${HALVES.map(({ file, taught }) => `${file.replace(/^.*\/|\..*$/g, '')}, ${taught} taught`).join(' | ')} |`,
  )
  for (const [name, variant] of Object.entries(VARIANTS)) {
    if (only.length > 0 && !only.includes(name)) continue
    const cells: string[] = []
    for (const { file, taught } of HALVES) {
      const input = await openInput(readFileSync(join(data, file)), file)
      if (input.kind !== 'micrograph') throw new Error(`${file} is no micrograph`)
      cells.push(await outcome(engine, { micrograph: input.micrograph, taught, variant, seed, epochs }))
    }
    print(`| ${name} | ${cells.join(' | ')} |`)
  }
}

interface Trial {
  micrograph: Micrograph
  taught: 'left' | 'right'
  variant: Variant
  seed: number
  epochs: number
}

async function outcome(engine: Engine, { micrograph, taught, variant, seed, epochs }: Trial): Promise<string> {
  const lattice = periodic(await findLattice(micrograph))
  const random = new Random(seed)
  const { x, y } = lattice.sublattices[0].sites
  const cut = (side: 'left' | 'right', count: number): PatchSet => {
    const size = PRESETS.fast.patch
    const from = side === 'left' ? 0 : micrograph.width >> 1
    const room = { x: (micrograph.width >> 1) - size, y: micrograph.height - size }
    const whole = Array.from(x, (at, n) => [Math.round(at) - size / 2, Math.round(y[n]) - size / 2]).filter(
      ([left, top]) => left >= from && left <= from + room.x && top >= 0 && top <= room.y,
    )
    const origins = Array.from({ length: count }, () =>
      variant.centred
        ? whole[random.integer(whole.length)]
        : [from + random.integer(room.x + 1), random.integer(room.y + 1)],
    )
    return { ...crops(micrograph, size, Uint32Array.from(origins.flat())), count, size }
  }
  const raw = { taught: cut(taught, TAUGHT), judged: cut(taught === 'left' ? 'right' : 'left', JUDGED) }
  const preset = {
    ...PRESETS.fast,
    latent: variant.latent ?? PRESETS.fast.latent,
    blur: variant.blur ?? PRESETS.fast.blur,
  }
  const { training, calibration } = holdOut(micrograph.name, raw.taught)
  const learned = await preprocess(engine, training, preset)
  const heldOut = await preprocess(engine, calibration, preset)
  const bulk = await preprocess(engine, raw.judged, preset)
  const geometry = learnGeometry(learned.data, learned.count, learned.size)
  const foretell = await predictor(engine, { learned, heldOut }, { preset, variant, seed, epochs })
  const measure = async (patches: PatchSet) => deviations(patches, await foretell(patches), geometry)
  const observer = learnObserver(await measure(heldOut), heldOut.size, geometry)
  const scores = async (patches: PatchSet) => observe(observer, await measure(patches), patches.size).scores
  const ordinary = await scores(bulk)
  const cell = (lattice.lengths[0] + lattice.lengths[1]) / 2
  const drawing = { geometry, sigma: SIGMA * geometry.spacing, pixelSize: CELL / cell, eightBit: false }
  let found = 0
  for (const row of HARD_ROWS) {
    const { patches } = renderSmoothDefects(raw.judged, row, drawing, new Random(seed))
    found += auroc(ordinary, await scores(await preprocess(engine, patches, preset))) / HARD_ROWS.length
  }
  return `${found.toFixed(3)} (${rms(bulk.data, await foretell(bulk)).toFixed(4)})`
}

type Foretell = (patches: PatchSet) => Float32Array | Promise<Float32Array>

/** What predicts patches: a VAE that has learned, or what stands in its place. */
async function predictor(
  engine: Engine,
  { learned, heldOut }: { learned: PatchSet; heldOut: PatchSet },
  { preset, variant, seed, epochs }: Pick<Trial, 'variant' | 'seed' | 'epochs'> & { preset: Preset },
): Promise<Foretell> {
  const { instead, augment, sigma, blind } = variant
  const geometry = learnGeometry(learned.data, learned.count, learned.size)
  if (instead === 'lattice') return latticeTemplate(geometry)
  if (instead) return fitPca(learned, instead === 'pca-40' ? 40 : 20)
  const taught = async (likelihood: Preset['likelihood']): Promise<Foretell> => {
    const vae = new Vae({ ...preset, likelihood }, seed).to(engine)
    const hidden = (data: Float32Array<ArrayBuffer>) =>
      blind ? withoutMiddle(data, preset.patch, BLIND * geometry.spacing) : data
    const augmented =
      augment === 'nothing' ? null : augmenter(learned, augment ? CHANGES[augment] : PERTURBATION, new Random(seed))
    const seen = () => {
      const { inputs, targets } = augmented!()
      return { inputs: hidden(inputs), targets }
    }
    await trainVae(engine, vae, learned, { seed, epochs, ...(augmented && { examples: seen }) })
    return (patches) => predict(engine, vae, { ...patches, data: hidden(Float32Array.from(patches.data)) })
  }
  const first = await taught(typeof sigma === 'number' ? { kind: 'gaussian', sigma } : preset.likelihood)
  if (sigma !== 'learned') return first
  return taught({ kind: 'gaussian', sigma: rms(heldOut.data, await first(heldOut)) })
}

/** Patches [n, size, size] with 0 in a disc in the middle of each. */
function withoutMiddle(data: Float32Array<ArrayBuffer>, size: number, radius: number): Float32Array<ArrayBuffer> {
  const off = (at: number) => at - size / 2
  return data.map((value, k) => (Math.hypot(off(k % size), off(Math.floor(k / size) % size)) < radius ? 0 : value))
}

function rms(values: Float32Array, others: Float32Array): number {
  return Math.sqrt(values.reduce((sum, value, i) => sum + (value - others[i]) ** 2, 0) / values.length)
}
