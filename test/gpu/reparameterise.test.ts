import { describe, expect, it } from 'vitest'
import type { Divergence } from '../../src/kernels'
import { backward, functional as F } from '../../src/nn'
import { leaf, temporary, testEngine } from '../support/engine'
import { checkOperation } from '../support/gradient'
import { randomArray } from '../support/reference'
import type { Closeness } from '../support/reference-error'
import { within } from '../support/reference-error'

const engine = await testEngine()

const LIMIT = 30
const shapes: [batch: number, latent: number][] = [
  [1, 1],
  [1, 20],
  [3, 8],
  [16, 20],
]

/** z = μ + σ·ε, and the divergence summed over the latent numbers and averaged over the batch. */
function reference(
  divergence: Divergence,
  stats: Float64Array,
  noise: Float64Array,
  [batch, latent]: [number, number],
) {
  const z = new Float64Array(batch * latent)
  let kl = 0
  z.forEach((_, i) => {
    const { mean, logvar, sigma } = moments(stats, i, latent)
    z[i] = mean + sigma * noise[i]
    kl +=
      divergence === 'analytic' ? (sigma ** 2 + mean ** 2 - 1 - logvar) / 2 : (z[i] ** 2 - noise[i] ** 2 - logvar) / 2
  })
  return [z, Float64Array.of(kl / batch)]
}

function gradient(
  divergence: Divergence,
  stats: Float64Array,
  noise: Float64Array,
  [batch, latent]: [number, number],
  dz: Float64Array,
  [dkl]: Float64Array,
): Float64Array {
  const dstats = new Float64Array(stats.length)
  dz.forEach((incoming, i) => {
    const { at, mean, logvar, sigma, clamped } = moments(stats, i, latent)
    const z = mean + sigma * noise[i]
    const k = dkl / batch
    // dσ/dlogvar = σ/2; the Monte-Carlo divergence reaches both through z.
    const viaZ = divergence === 'analytic' ? incoming : incoming + k * z
    const direct = divergence === 'analytic' ? [k * mean, (k * (Math.exp(logvar) - 1)) / 2] : [0, -k / 2]
    dstats[at] = viaZ + direct[0]
    dstats[at + latent] = clamped ? 0 : (viaZ * noise[i] * sigma) / 2 + direct[1]
  })
  return dstats
}

function moments(stats: Float64Array, i: number, latent: number) {
  const at = Math.floor(i / latent) * 2 * latent + (i % latent)
  const raw = stats[at + latent]
  const logvar = Math.min(LIMIT, Math.max(-LIMIT, raw))
  return { at, mean: stats[at], logvar, sigma: Math.exp(logvar / 2), clamped: logvar !== raw }
}

function check(divergence: Divergence, shape: [number, number], stats: Float64Array, close: Closeness): Promise<void> {
  const [batch, latent] = shape
  // Of like size as normal numbers, and as they are no input of the graph, no gradient.
  const noise = randomArray(2, batch * latent, 2)
  return checkOperation(
    engine,
    [{ data: stats, shape: [batch, 2 * latent] }],
    {
      device: ([tensor]) => {
        const { z, kl } = F.reparameterise(tensor, temporary(engine, noise, shape), { divergence })
        return [z, kl]
      },
      forward: ([values]) => reference(divergence, values, noise, shape),
      gradient: ([values], [dz, dkl]) => [gradient(divergence, values, noise, shape, dz, dkl)],
    },
    { forward: close, gradient: close },
  )
}

for (const divergence of ['analytic', 'monteCarlo'] as const) {
  describe(`reparameterise, ${divergence} divergence`, () => {
    for (const shape of shapes)
      it(`${shape[0]} × ${shape[1]}`, async () => {
        const stats = randomArray(1, 2 * shape[0] * shape[1], 3)
        // e^1.5 and its square within 3 + 2·1.5 units each, and up to 320 terms of alternating sign: of the sum of their
        // magnitudes, which is at most ten a number, nothing above 2⁻¹⁸ can be lost.
        await check(
          divergence,
          shape,
          stats,
          within((value) => 2 ** -18 * (Math.abs(value) + 10)),
        )
      })

    // Each end by itself: beside e^30 the divergence of the other would not be seen.
    it.each([[[-80, -31, -29, -20]], [[20, 29, 31, 80]]])('clamps the log-variance at ±30: %j', async (logvar) => {
      const stats = Float64Array.from([...randomArray(1, logvar.length), ...logvar])
      // e^±15 within 3 + 2·15 units in the last place, twice in a square.
      await check(
        divergence,
        [1, logvar.length],
        stats,
        within((value) => 2 ** -16 * (Math.abs(value) + 1)),
      )
    })

    it('has the gradient of one output when only that one is used', async () => {
      const shape: [number, number] = [2, 3]
      const stats = randomArray(1, 12)
      const noise = randomArray(2, 6)
      const close = within((value) => 2 ** -18 * (Math.abs(value) + 1))
      const zero = { z: new Float64Array(6), kl: Float64Array.of(0) }
      const ones = { z: new Float64Array(6).fill(1), kl: Float64Array.of(1) }
      for (const output of ['z', 'kl'] as const) {
        const tensor = leaf(engine, stats, [2, 6])
        backward(F.sum(F.reparameterise(tensor, temporary(engine, noise, shape), { divergence })[output]))
        const incoming = { ...zero, [output]: ones[output] }
        const expected = gradient(divergence, stats, noise, shape, incoming.z, incoming.kl)
        close(await tensor.grad!.data(), expected, `dL/dstats of L = Σ ${output}`)
      }
    })
  })
}

it('refuses noise of another size', () => {
  const stats = temporary(engine, new Float32Array(12), [2, 6])
  expect(() => F.reparameterise(stats, temporary(engine, new Float32Array(4), [2, 2]))).toThrow(RangeError)
})
