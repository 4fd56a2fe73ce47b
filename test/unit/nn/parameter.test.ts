import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ModelError } from '../../../src/errors'
import type { Module, StateDict } from '../../../src/nn'
import { Conv2d, ConvTranspose2d, Linear, manualSeed, Random, ReLU, Sequential } from '../../../src/nn'
import { fromTorch, toTorch } from '../../../src/nn/parameter'
import { stubEngine, uploaded } from '../../support/engine-stub'

const count = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1)

/** A state dict whose every number is its own index, and the parameters that a model on a device makes of it. */
async function loadIndices(module: Module): Promise<Record<string, Float32Array>> {
  const state = Object.fromEntries(
    Object.entries(await module.stateDict()).map(([name, { shape }]) => [
      name,
      { shape, data: Float32Array.from({ length: count(shape) }, (_, i) => i) },
    ]),
  )
  module.to(stubEngine())
  module.loadStateDict(state)
  const names = Object.keys(state)
  return Object.fromEntries(module.parameters().map(({ storage }, i) => [names[i], uploaded(storage)]))
}

describe('layouts: which of PyTorch’s numbers lies where', () => {
  it('Conv2d: ours [ky][kx][in][out], theirs [out][in][ky][kx]', async () => {
    const [ins, outs, k] = [3, 5, 2]
    const layer = new Conv2d(ins, outs, k)
    expect((await layer.stateDict()).weight.shape).toEqual([outs, ins, k, k])
    const { weight, bias } = await loadIndices(layer)
    for (let o = 0; o < outs; o++)
      for (let i = 0; i < ins; i++)
        for (let ky = 0; ky < k; ky++)
          for (let kx = 0; kx < k; kx++)
            expect(weight[((ky * k + kx) * ins + i) * outs + o]).toBe(((o * ins + i) * k + ky) * k + kx)
    expect([...bias]).toEqual([0, 1, 2, 3, 4])
  })

  it('ConvTranspose2d: ours [ky][kx][in][out], theirs [in][out][ky][kx]', async () => {
    const [ins, outs, k] = [4, 2, 3]
    const layer = new ConvTranspose2d(ins, outs, k)
    expect((await layer.stateDict()).weight.shape).toEqual([ins, outs, k, k])
    const { weight, bias } = await loadIndices(layer)
    for (let i = 0; i < ins; i++)
      for (let o = 0; o < outs; o++)
        for (let ky = 0; ky < k; ky++)
          for (let kx = 0; kx < k; kx++)
            expect(weight[((ky * k + kx) * ins + i) * outs + o]).toBe(((i * outs + o) * k + ky) * k + kx)
    expect([...bias]).toEqual([0, 1])
  })

  it('Linear: ours [in][out], theirs [out][in]', async () => {
    const [ins, outs] = [3, 4]
    const { weight, bias } = await loadIndices(new Linear(ins, outs))
    for (let i = 0; i < ins; i++) for (let o = 0; o < outs; o++) expect(weight[i * outs + o]).toBe(o * ins + i)
    expect([...bias]).toEqual([0, 1, 2, 3])
  })

  it('Linear behind a flattened image: ours [y, x, c], theirs [c, y, x]', async () => {
    const [h, w, c, outs] = [2, 3, 4, 5]
    const layer = new Linear(h * w * c, outs, { inImage: [h, w, c] })
    expect((await layer.stateDict()).weight.shape).toEqual([outs, h * w * c])
    const { weight } = await loadIndices(layer)
    for (let y = 0; y < h; y++)
      for (let x = 0; x < w; x++)
        for (let k = 0; k < c; k++)
          for (let o = 0; o < outs; o++) {
            const [ours, theirs] = [(y * w + x) * c + k, (k * h + y) * w + x]
            expect(weight[ours * outs + o]).toBe(o * h * w * c + theirs)
          }
  })

  it('Linear in front of an unflattened image, its bias too', async () => {
    const [ins, h, w, c] = [2, 3, 2, 4]
    const { weight, bias } = await loadIndices(new Linear(ins, h * w * c, { outImage: [h, w, c] }))
    for (let y = 0; y < h; y++)
      for (let x = 0; x < w; x++)
        for (let k = 0; k < c; k++) {
          const [ours, theirs] = [(y * w + x) * c + k, (k * h + y) * w + x]
          expect(bias[ours]).toBe(theirs)
          for (let i = 0; i < ins; i++) expect(weight[i * h * w * c + ours]).toBe(theirs * ins + i)
        }
  })

  it('there and back again is where it was, for any axes', () => {
    const layout = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 5 }).chain((ours) =>
      fc
        .shuffledSubarray(
          ours.map((_, axis) => axis),
          { minLength: ours.length },
        )
        .map((axes) => ({ ours, axes, shape: axes.map((axis) => ours[axis]) })),
    )
    fc.assert(
      fc.property(layout, (torch) => {
        const values = Float32Array.from({ length: count(torch.ours) }, (_, i) => i)
        expect(fromTorch(toTorch(values, torch), torch)).toEqual(values)
        expect([...toTorch(values, torch)].sort((a, b) => a - b)).toEqual([...values])
      }),
    )
  })
})

describe('loadStateDict', () => {
  const model = () =>
    new Sequential(
      new Conv2d(1, 2, 3, { random: new Random(1) }),
      new ReLU(),
      new Conv2d(2, 1, 1, { random: new Random(2) }),
    )

  const misfits: [string, (state: StateDict) => StateDict, string][] = [
    ['a missing tensor', ({ '2.bias': _, ...rest }) => rest, 'no 2.bias'],
    ['a surplus tensor', (state) => ({ ...state, '3.weight': state['2.bias'] }), 'no place for 3.weight'],
    ['another shape', (s) => ({ ...s, '2.bias': { ...s['2.bias'], shape: [1, 1] } }), '2.bias is [1, 1], not [1]'],
    [
      'transposed axes',
      (s) => ({ ...s, '2.weight': { ...s['2.weight'], shape: [2, 1, 1, 1] } }),
      '[2, 1, 1, 1], not [1, 2, 1, 1]',
    ],
    [
      'too few numbers',
      (s) => ({ ...s, '2.bias': { shape: [1], data: new Float32Array(0) } }),
      '2.bias holds 0 numbers, not 1',
    ],
    [
      'too many numbers',
      (s) => ({ ...s, '2.bias': { shape: [1], data: new Float32Array(99) } }),
      '2.bias holds 99 numbers, not 1',
    ],
  ]

  for (const [title, spoil, message] of misfits)
    it(`refuses ${title}, and changes nothing`, async () => {
      const module = model()
      const before = structuredClone(await module.stateDict())
      const zeros = Object.fromEntries(
        Object.entries(before).map(([name, { shape, data }]) => [name, { shape, data: data.map(() => 0) }]),
      )
      const load = () => module.loadStateDict(spoil(zeros), { source: 'bulk.safetensors' })
      expect(load).toThrow(ModelError)
      expect(load).toThrow(message)
      expect(load).toThrow('bulk.safetensors: ')
      expect(await module.stateDict()).toEqual(before)
      module.to(stubEngine())
      expect(load).toThrow(ModelError)
      expect([...uploaded(module.parameters()[3].storage)]).toEqual([...before['2.bias'].data])
    })

  it('takes what fits and tells of the rest when it is not strict, but no other shape', async () => {
    const module = model()
    const before = structuredClone(await module.stateDict())
    const { '2.bias': bias, ...rest } = before
    const filled = { ...rest, '0.bias': { shape: [2], data: Float32Array.of(7, 8) }, '9.bias': bias }
    expect(module.loadStateDict(filled, { strict: false })).toEqual({
      missingKeys: ['2.bias'],
      unexpectedKeys: ['9.bias'],
    })
    expect(await module.stateDict()).toEqual({ ...before, '0.bias': filled['0.bias'] })
    const wrong = { '2.bias': { shape: [2], data: Float32Array.of(1, 2) } }
    expect(() => module.loadStateDict(wrong, { strict: false })).toThrow('2.bias is [2], not [1]')
  })

  it('takes its own state back, before and after it has a device', async () => {
    const state = await model().stateDict()
    const other = new Sequential(new Conv2d(1, 2, 3), new ReLU(), new Conv2d(2, 1, 1))
    other.loadStateDict(state)
    expect(await other.stateDict()).toEqual(state)
    other.to(stubEngine())
    other.loadStateDict(state)
    expect([...uploaded(other.parameters()[1].storage)]).toEqual([...state['0.bias'].data])
  })
})

describe('modules', () => {
  it('name their parameters as PyTorch does, and count them', async () => {
    const model = new Sequential(new Conv2d(1, 8, 3), new ReLU(), new Sequential(new Linear(4, 2, { bias: false })))
    expect(Object.keys(await model.stateDict())).toEqual(['0.weight', '0.bias', '2.0.weight'])
    expect(model.parameterCount()).toBe(8 * 9 + 8 + 4 * 2)
  })

  it('have no parameters before they have a device, and one device only', () => {
    const layer = new Linear(2, 2)
    expect(() => layer.parameters()).toThrow('move the model to a device first')
    layer.to(stubEngine())
    expect(layer.parameters()).toHaveLength(2)
    expect(() => layer.to(stubEngine())).toThrow('on a device already')
  })
})

describe('initial weights', () => {
  const largest = (data: Float32Array) => data.reduce((max, value) => Math.max(max, Math.abs(value)), 0)

  it('are PyTorch’s default: within 1/√fanIn, biases too', async () => {
    const { weight, bias } = await new Conv2d(16, 32, 3, { random: new Random(1) }).stateDict()
    const limit = 1 / Math.sqrt(9 * 16)
    expect(largest(weight.data)).toBeLessThanOrEqual(limit)
    expect(largest(weight.data)).toBeGreaterThan(0.99 * limit)
    expect(largest(bias.data)).toBeGreaterThan(0.5 * limit)
    expect(largest(bias.data)).toBeLessThanOrEqual(limit)
  })

  it('are Glorot’s where that is asked for, with biases of zero', async () => {
    const { weight, bias } = await new ConvTranspose2d(16, 32, 3, { init: 'glorot', random: new Random(1) }).stateDict()
    const limit = Math.sqrt(6 / (9 * 16 + 9 * 32))
    expect(largest(weight.data)).toBeLessThanOrEqual(limit)
    expect(largest(weight.data)).toBeGreaterThan(0.99 * limit)
    expect(largest(bias.data)).toBe(0)
  })

  it('are the same for the same seed', async () => {
    const draw = async (seed: number) => {
      manualSeed(seed)
      return (await new Linear(3, 3).stateDict()).weight.data
    }
    expect(await draw(5)).toEqual(await draw(5))
    expect(await draw(5)).not.toEqual(await draw(6))
  })
})
