import { beforeEach, describe, expect, it } from 'vitest'
import { PrecisionError } from '../../src/errors'
import type { Engine } from '../../src/kernels'
import { Program } from '../../src/kernels'
import type { Tensor } from '../../src/nn'
import { Adam, backward, compile, functional as F, Linear } from '../../src/nn'
import { predict } from '../../src/stem/model/predict'
import { PRESETS } from '../../src/stem/model/presets'
import { Vae } from '../../src/stem/model/vae'
import { leaf, temporary, testEngine, testEngineWithoutSubgroups } from '../support/engine'
import type { ConvCase } from '../support/gradient-conv'
import { title } from '../support/gradient-conv'
import { conv, linear, randomArray } from '../support/reference'
import { exact, within } from '../support/reference-error'

const engine = await testEngine()
const bare = await testEngineWithoutSubgroups()
const supported = engine.device.features.has('shader-f16')

/** WGSL lets a conversion take either neighbour: 11 bits are kept, and below 2⁻¹⁴ the neighbours are 2⁻²⁴ apart. */
const rounding = (value: number) => 2 ** -10 * Math.abs(value) + 2 ** -24
const rounded = within(rounding)

describe('f16 storage', () => {
  beforeEach((context) => context.skip(!supported, 'this adapter has no shader-f16'))

  describe('a conversion', () => {
    it.each([1, 5, 300])('of %i numbers takes a neighbour in f16', async (length) => {
      const values = randomArray(length, length, 100)
      const half = temporary(engine, values, [length]).half()
      expect(half.dtype).toBe('f16')
      expect(half.storage.words).toBe(Math.ceil(length / 2))
      rounded(await half.data(), values, 'half')
    })

    it('keeps what f16 holds, and a tensor that needs none', async () => {
      const values = [0, -1, 0.5, 2047, -2048, 65504, 2 ** -14, 1 + 2 ** -10]
      const x = temporary(engine, values, [values.length])
      exact(await x.half().data(), values, 'there and back')
      expect(x.float()).toBe(x)
    })
  })

  describe('convolutions', () => {
    const spec = { kernel: 4, stride: 2, padding: 1, batch: 2, size: [8, 10] } as const
    const cases: ConvCase[] = [
      { ...spec, channels: [8, 16] },
      { ...spec, channels: [1, 8] },
      { ...spec, channels: [8, 1] },
      { ...spec, channels: [3, 5] },
      { ...spec, kernel: 3, stride: 1, channels: [4, 20] },
      // Enough products for the largest tile.
      { ...spec, batch: 1, size: [36, 34], channels: [16, 64] },
    ]
    for (const transposed of [false, true]) {
      for (const each of cases) {
        it(`${transposed ? 'transposed ' : ''}${title(each)}`, () => checkHalfConv(engine, transposed, each))
      }
    }

    it('in tiles, as on a GPU', () => checkHalfConv(bare, false, cases[0]))
  })

  it('a linear layer moved as f16', async () => {
    const layer = new Linear(37, 12).to(engine, 'f16')
    const x = temporary(engine, randomArray(1, 5 * 37), [5, 37]).half()
    const [weight, bias] = await Promise.all(layer.parameters().map((parameter) => float64(parameter)))
    const y = layer.forward(x)
    expect(y.dtype).toBe('f16')
    closeAfterStore(await y.data(), linear(await float64(x), weight, bias))
    layer.release()
  })

  it('the VAE’s predictions', async () => {
    const preset = { ...PRESETS.fast, batch: 8 }
    const patches = { data: Float32Array.from(randomArray(7, 10 * 64 * 64), Math.abs), count: 10, size: 64 }
    const untrained = await new Vae(preset, 1).stateDict()
    const vae = new Vae(preset, 1)
    // Weights large enough for predictions all over 0–1: those of an untrained model are 0.5 everywhere.
    vae.loadStateDict(
      Object.fromEntries(
        Object.entries(untrained).map(([name, { shape, data }]) => [name, { shape, data: data.map((v) => 2.5 * v) }]),
      ),
    )
    vae.to(engine)
    const half = await vae.copy(engine, 'f16')
    const [expected, actual] = [await predict(engine, vae, patches), await predict(engine, half, patches)]
    vae.release()
    half.release()
    const errors = expected.map((value, i) => Math.abs(value - actual[i]))
    const rms = Math.sqrt(errors.reduce((sum, error) => sum + error ** 2, 0) / errors.length)
    // Each of eight layers rounds its numbers by some 2⁻¹² of them at random, logits are of size 2, and the sigmoid's
    // slope is a quarter at most: √8·2⁻¹²·2/4. The largest of 40,960 such errors is some six times as large.
    expect(rms).toBeLessThan(3.5e-4)
    // And they are rounded: the same model in float32 would come to the same bits.
    expect(rms).toBeGreaterThan(1e-5)
    expect(Math.max(...errors)).toBeLessThan(2e-3)
  })

  describe('what f16 is not for', () => {
    it('gradients', async () => {
      const x = leaf(engine, [1, 2], [2])
      expect(() => backward(F.sum(x.half().float()))).toThrow(PrecisionError)
      const layer = new Linear(4, 4).to(engine, 'f16')
      const loss = F.sum(layer.forward(temporary(engine, [1, 2, 3, 4], [1, 4])).float())
      expect(() => backward(loss)).toThrow('train the model as f32')
      expect(() => new Adam(layer.parameters())).toThrow(PrecisionError)
      await engine.tidy()
      layer.release()
    })

    it('other operations, and results of a compiled step', async () => {
      const x = temporary(engine, [1, 2], [2])
      expect(() => F.sigmoid(x.half())).toThrow(
        'sigmoid takes no tensor that is stored as f16: call float() on it first',
      )
      await expect(compile(engine, () => ({ x: x.half() }))).rejects.toThrow(PrecisionError)
    })
  })
})

function float64(tensor: Tensor): Promise<Float64Array> {
  return tensor.data().then((values) => Float64Array.from(values))
}

/** Sums in float32, off by at most 10⁻⁵ of the largest, then rounded once. */
function closeAfterStore(actual: Float32Array, expected: Float64Array): void {
  const sums = 1e-5 * expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  within((value) => rounding(value) + sums)(actual, expected, 'output')
}

/** Every variant of a convolution of halves, against float64 sums of the same halves; how many there are. */
async function checkHalfConv(device: Engine, transposed: boolean, each: ConvCase): Promise<void> {
  const { batch, size, kernel } = each
  const [ins, outs] = each.channels
  const shape = [batch, ...size, ins] as [number, number, number, number]
  const tensors = [shape, [kernel, kernel, ins, outs], [outs]].map((extent, i) => {
    const length = extent.reduce((a, b) => a * b)
    return temporary(device, randomArray(i, length), extent)
  })
  const [data, w, b] = await Promise.all(tensors.map((tensor) => float64(tensor.half())))
  const expected = conv({ data, shape }, w, b, transposed, each).data
  const record = () =>
    device.capture(() => {
      const [x, weight, bias] = tensors.map((tensor) => tensor.half())
      return (transposed ? F.convTranspose2d(x, weight, bias, each) : F.conv2d(x, weight, bias, each)).float().storage
    })
  const variants = 1 + Math.max(...record().recording.calls.map(({ alternatives }) => alternatives.length))
  for (let variant = 0; variant < variants; variant++) {
    const { result, recording } = record()
    const calls = recording.calls.map((call) => ({ ...call, ...call.alternatives[variant - 1] }))
    const program = await Program.build(device, calls, [result])
    program.run()
    closeAfterStore(new Float32Array(await device.readBytes(result)), expected)
    program.free()
  }
}
