import type { StateDict } from '../src/nn'
import { Random } from '../src/nn'
import type { Preset } from '../src/stem/model/presets'
import { Vae } from '../src/stem/model/vae'

/** What every implementation is given: the same model, the same weights, the same images, the same noise. */
export interface Workload {
  preset: Preset
  /** Initial weights, in PyTorch's names and layouts. */
  weights: StateDict
  /** [BATCHES · batch, patch, patch], 0–1. */
  images: Float32Array<ArrayBuffer>
  /** [BATCHES · batch, latent]; step k uses batch k mod BATCHES of both. */
  noise: Float32Array<ArrayBuffer>
}

/** As many as there are steps that must agree, so that none of these sees a batch twice. */
export const BATCHES = 3

export async function makeWorkload(preset: Preset, seed: number): Promise<Workload> {
  const { batch, latent } = preset
  const random = new Random(seed)
  const noise = Float32Array.from({ length: BATCHES * batch * latent }, () => random.normal())
  const weights = await new Vae(preset, seed).stateDict()
  return { preset, weights, images: lattices(random, BATCHES * batch, preset.patch), noise }
}

/** `preset` for patches and batches of another size: the decoder starts from as many pixels as it needs to end at `patch`. */
export function resized(preset: Preset, { batch = preset.batch, patch = preset.patch }): Preset {
  const enlargement = preset.patch / preset.seedImage[0]
  if (!Number.isInteger(patch / enlargement)) {
    throw new RangeError(`a patch of ${patch} px cannot be unfolded: its side must be a multiple of ${enlargement}`)
  }
  const side = patch / enlargement
  return { ...preset, batch, patch, seedImage: [side, side, preset.seedImage[2]] }
}

/** Noisy images of a square lattice, each at a phase of its own: smooth, and as bright as micrographs after preprocessing. */
function lattices(random: Random, count: number, side: number): Float32Array<ArrayBuffer> {
  const PERIOD = 16
  const out = new Float32Array(count * side * side)
  for (let n = 0; n < count; n++) {
    const [phaseX, phaseY] = [random.uniform(0, 2 * Math.PI), random.uniform(0, 2 * Math.PI)]
    for (let y = 0; y < side; y++) {
      for (let x = 0; x < side; x++) {
        const columns = Math.cos((2 * Math.PI * x) / PERIOD + phaseX) * Math.cos((2 * Math.PI * y) / PERIOD + phaseY)
        const value = 0.5 + 0.4 * columns + random.uniform(-0.05, 0.05)
        out[(n * side + y) * side + x] = Math.min(1, Math.max(0, value))
      }
    }
  }
  return out
}
