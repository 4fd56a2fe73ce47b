import { beforeAll, describe, expect, it } from 'vitest'
import philoxSource from '../../shaders/philox.wgsl?raw'
import type { Engine } from '../../src/kernels'
import { standardNormal, Storage } from '../../src/kernels'
import { compile, Noise } from '../../src/nn'
import { testEngine } from '../support/engine'
import { exact, within } from '../support/reference-error'

const engine = await testEngine()

/** Philox-2x32-10 with a 64-bit product, where the shader has to build one from halves. */
function philox(counter: readonly [number, number], seed: number): [number, number] {
  let [high, low] = counter
  let key = seed
  for (let round = 0; round < 10; round++) {
    const product = BigInt(high) * 0xd256d193n
    const upper = Number(product >> 32n)
    ;[high, low] = [(upper ^ key ^ low) >>> 0, Number(product & 0xffffffffn)]
    key = (key + 0x9e3779b9) >>> 0
  }
  return [high, low]
}

/** The known answers that come with Random123 (kat_vectors, philox2x32 10). */
const KNOWN_ANSWERS: { counter: [number, number]; seed: number; bits: [number, number] }[] = [
  { counter: [0, 0], seed: 0, bits: [0xff1dae59, 0x6cd10df2] },
  { counter: [0xffffffff, 0xffffffff], seed: 0xffffffff, bits: [0x2c3f628b, 0xab4fd7ad] },
  { counter: [0x243f6a88, 0x85a308d3], seed: 0x13198a2e, bits: [0xdd7ce038, 0xf62a4c12] },
]

/** The shader's own generator behind another `main`, which writes its bits as they are. */
const BITS_SHADER = `
@group(0) @binding(0) var<storage, read_write> state: array<u32, 3 * N>;
@group(0) @binding(1) var<storage, read_write> bits: array<u32, 2 * N>;
${philoxSource}
@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x < N) {
    let random = philox(vec2u(state[3 * id.x], state[3 * id.x + 1]), state[3 * id.x + 2]);
    bits[2 * id.x] = random.x;
    bits[2 * id.x + 1] = random.y;
  }
}`

describe('Philox-2x32-10', () => {
  it('gives the known answers on the host', () => {
    for (const { counter, seed, bits } of KNOWN_ANSWERS) expect(philox(counter, seed)).toEqual(bits)
  })

  it('gives the same bits on the device', async () => {
    const corners = [0, 1, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xfffeffff, 0xffffffff]
    const cases = [
      ...KNOWN_ANSWERS,
      ...corners.flatMap((a) =>
        corners.map((b) => ({ counter: [a, b] as [number, number], seed: (a + 31 * b) >>> 0 })),
      ),
    ]
    const state = engine.upload(Uint32Array.from(cases.flatMap(({ counter, seed }) => [...counter, seed])))
    const bits = Storage.unplaced(2 * cases.length)
    const N = cases.length
    engine.record({ label: 'bits', source: BITS_SHADER, constants: { N } }, { 0: state, 1: bits }, N)
    const read = new Uint32Array((await engine.read(bits)).buffer)
    expect(Array.from(read)).toEqual(cases.flatMap(({ counter, seed }) => philox(counter, seed)))
    engine.release(state)
  })
})

const COUNT = 100_000

async function draw(seed: number, index: number, count = COUNT): Promise<Float32Array> {
  const state = engine.upload(Uint32Array.of(seed, index))
  const values = await engine.read(standardNormal(engine, state, count))
  engine.release(state)
  return values
}

describe('standard normal numbers', () => {
  let sample: Float32Array

  beforeAll(async () => {
    sample = await draw(7, 3)
  })

  const mean = (f: (value: number, i: number) => number) =>
    sample.reduce((sum, value, i) => sum + f(value, i), 0) / COUNT

  it('are the Box–Muller transform of the bits', async () => {
    const radius = (i: number) => Math.sqrt(-2 * Math.log(((philox([i, 3], 7)[0] >>> 8) + 1) / 2 ** 24))
    const expected = Array.from({ length: 2000 }, (_, i) => {
      return radius(i) * Math.cos((2 * Math.PI * (philox([i, 3], 7)[1] >>> 8)) / 2 ** 24)
    })
    // WGSL gives log to 2⁻²¹ (near 1; else better), whose root is off by that over the radius, and cos to 2⁻¹¹.
    const close = within((_, i) => radius(i) * 2 ** -11 + 2 ** -21 / Math.max(radius(i), 2 ** -10))
    close(sample.subarray(0, 2000), expected, 'number')
  })

  it('have the moments of N(0, 1), each within four of its standard errors', () => {
    const errors = { mean: 1, variance: 2, skewness: 15, kurtosis: 96 }
    const bound = (variance: number) => 4 * Math.sqrt(variance / COUNT)
    expect(Math.abs(mean((v) => v))).toBeLessThan(bound(errors.mean))
    expect(Math.abs(mean((v) => v ** 2) - 1)).toBeLessThan(bound(errors.variance))
    expect(Math.abs(mean((v) => v ** 3))).toBeLessThan(bound(errors.skewness))
    expect(Math.abs(mean((v) => v ** 4) - 3)).toBeLessThan(bound(errors.kurtosis))
  })

  it('are distributed as N(0, 1) by the Kolmogorov–Smirnov test', () => {
    const sorted = sample.slice().sort()
    const distance = sorted.reduce((worst, value, i) => {
      const p = normalDistribution(value)
      return Math.max(worst, p - i / COUNT, (i + 1) / COUNT - p)
    }, 0)
    // The critical value at a level of 0.001.
    expect(distance).toBeLessThan(1.95 / Math.sqrt(COUNT))
  })

  it('do not depend on their neighbours', () => {
    for (const lag of [1, 2, 64, 4096]) {
      const covariance = mean((value, i) => value * sample[(i + lag) % COUNT])
      expect(Math.abs(covariance), `lag ${lag}`).toBeLessThan(4 / Math.sqrt(COUNT))
    }
  })

  it('are the same bits for the same seed and draw, however many are asked for', async () => {
    exact(await draw(7, 3), sample, 'number')
    exact(await draw(7, 3, 100), sample.subarray(0, 100), 'number')
  })

  it('are others for another seed or another draw', async () => {
    for (const other of [await draw(8, 3), await draw(7, 4), await draw(3, 7)]) {
      const correlation = mean((value, i) => value * other[i])
      expect(Math.abs(correlation)).toBeLessThan(4 / Math.sqrt(COUNT))
    }
  })
})

describe('Noise', () => {
  /** Draws 0, 1 and 2 of a seed, one after another. */
  const draws = async (make: (noise: Noise) => Promise<Float32Array>) => {
    const noise = new Noise(engine, 11)
    return [await make(noise), await make(noise), await make(noise)]
  }

  it('draws anew whenever it is asked, eagerly as in a replayed step', async () => {
    const eager = await draws((noise) => noise.normal([2, 3]).data())
    const replayed = await replay(engine, 3)
    expect(eager).toEqual(replayed)
    expect(new Set(eager.flatMap((values) => [...values])).size).toBe(18)
  })
})

async function replay(on: Engine, runs: number): Promise<Float32Array[]> {
  const noise = new Noise(on, 11)
  const step = await compile(on, () => ({ values: noise.normal([2, 3]) }))
  const results: Float32Array[] = []
  for (let run = 0; run < runs; run++) {
    step.run()
    results.push(await step.read('values'))
  }
  step.free()
  return results
}

/** Φ(x) = ½·(1 + erf(x / √2)), erf by its Taylor series, which float64 carries well beyond the largest number here. */
function normalDistribution(x: number): number {
  let term = x
  let sum = x
  for (let n = 1; Math.abs(term) > 1e-17; n++) {
    term *= -(x * x) / (2 * n)
    sum += term / (2 * n + 1)
  }
  return 0.5 + sum / Math.sqrt(2 * Math.PI)
}
