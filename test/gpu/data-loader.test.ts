import { describe, expect, it } from 'vitest'
import { compile, DataLoader } from '../../src/nn'
import { testEngine } from '../support/engine'

const engine = await testEngine()

const COUNT = 7
const images = { data: Float32Array.from({ length: COUNT * 4 }, (_, i) => i), shape: [COUNT, 2, 2, 1] }
const labels = { data: Float32Array.from({ length: COUNT }, (_, i) => 100 + i), shape: [COUNT] }

/** The labels of every batch of some epochs, after a check that the images go with them. */
async function visits(loader: DataLoader, epochs: number): Promise<number[][]> {
  const step = await compile(engine, () => {
    const [image, label] = loader.batch()
    expect(image.shape).toEqual([3, 2, 2, 1])
    return { image, label }
  })
  const seen: number[][] = []
  for (let epoch = 0; epoch < epochs; epoch++)
    for (const _ of loader.epoch()) {
      step.run()
      const label = await step.read('label')
      expect([...(await step.read('image'))]).toEqual(
        [...label].flatMap((n) => [0, 1, 2, 3].map((k) => 4 * (n - 100) + k)),
      )
      seen.push([...label])
    }
  step.free()
  return seen
}

describe('a data loader', () => {
  it('visits every example once an epoch, in another order each time, and fills up the last batch', async () => {
    const loader = new DataLoader(engine, [images, labels], { batchSize: 3, seed: 1 })
    expect(loader.length).toBe(3)
    const seen = await visits(loader, 2)
    const [first, second] = [seen.slice(0, 3).flat(), seen.slice(3).flat()]
    for (const epoch of [first, second]) {
      expect(epoch.slice(0, COUNT).sort()).toEqual([...labels.data])
      expect(epoch.slice(COUNT)).toEqual(epoch.slice(0, 2))
    }
    expect(first).not.toEqual(second)
    const again = new DataLoader(engine, [images, labels], { batchSize: 3, seed: 1 })
    again.skipEpoch()
    expect((await visits(again, 1)).flat()).toEqual(second)
    for (const one of [loader, again]) one.release()
  })

  it('keeps the order given where it does not shuffle, and takes other numbers', async () => {
    const loader = new DataLoader(engine, [images, labels], { batchSize: 3, shuffle: false })
    expect(await visits(loader, 1)).toEqual([
      [100, 101, 102],
      [103, 104, 105],
      [106, 100, 101],
    ])
    loader.replace(
      0,
      images.data.map((value) => value + 400),
    )
    loader.replace(
      1,
      labels.data.map((value) => value + 100),
    )
    expect((await visits(loader, 1))[0]).toEqual([200, 201, 202])
    loader.release()
  })

  it('leaves nothing on the device, and refuses sets that do not go together', () => {
    const before = engine.memory().bytes
    new DataLoader(engine, [images, labels], { batchSize: 3 }).release()
    expect(engine.memory().bytes).toBe(before)
    const short = { data: new Float32Array(6), shape: [6] }
    expect(() => new DataLoader(engine, [images, short], { batchSize: 3 })).toThrow('6 numbers of shape [6] are not 7')
    expect(() => new DataLoader(engine, [], { batchSize: 3 })).toThrow('there are no examples')
  })
})
