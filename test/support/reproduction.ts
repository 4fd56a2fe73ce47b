import { Random } from '../../src/nn'
import type { ImageSet } from '../../src/stem/paper/image-sets'
import { IMAGE_SETS } from '../../src/stem/paper/image-sets'
import type { Example, Reproduction, Statistics } from '../../src/stem/paper/reproduce'
import { METHODS } from '../../src/stem/paper/reproduce'
import { applyRule, PAPER_RULE } from '../../src/stem/paper/rule'

/** A reproduction as `reproduce` gives it, without an adapter and in no time: bulk around 0, defects around ±0.1. */
export function madeUpReproduction(): Reproduction {
  const random = new Random(1)
  const sample = (centre: number, spread: number) =>
    Float32Array.from({ length: 40 }, () => centre + spread * random.normal())
  const eachSet = <T>(make: (set: ImageSet) => T) =>
    Object.fromEntries(IMAGE_SETS.map((set) => [set, make(set)])) as Record<ImageSet, T>
  const centre = (set: ImageSet) => (set === 'bulk' ? 0 : set === 'ti-antisite' ? 0.1 : -0.1)
  const eachMethod = <T>(make: () => T) =>
    Object.fromEntries(METHODS.map((method) => [method, make()])) as Record<(typeof METHODS)[number], T>
  const statistics = eachMethod((): Statistics => eachSet((set) => sample(centre(set), 0.01)))
  const example = (set: ImageSet): Example => {
    const flat = (value: number) => new Float32Array(64 * 64).fill(value)
    return { set, size: 64, input: flat(1), prediction: flat(0.5), heat: flat(centre(set) * 8) }
  }
  return {
    source: 'made up <for> tests',
    remark: 'Mind the overlap.',
    patches: { training: 100, ...eachSet(() => 40) },
    preset: 'fast',
    parameters: 1234,
    seed: 3,
    epochs: 2,
    adapter: { vendor: 'none', architecture: '', description: 'pencil and paper', kind: 'software' },
    trainSeconds: 67,
    rule: PAPER_RULE,
    statistics,
    outcomes: {
      vae: applyRule(statistics.vae, PAPER_RULE),
      'pca-20': applyRule(statistics['pca-20'], PAPER_RULE),
      template: applyRule(statistics.template, PAPER_RULE),
    },
    losses: [100, 50],
    examples: IMAGE_SETS.map(example),
  }
}
