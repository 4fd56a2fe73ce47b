import { describe, expect, it } from 'vitest'
import {
  Adam,
  backward,
  compile,
  Conv2d,
  Flatten,
  functional as F,
  Linear,
  ReLU,
  Sequential,
  Tensor,
} from '../../src/nn'
import { temporary, testEngine } from '../support/engine'
import { randomArray } from '../support/reference'

const engine = await testEngine()

function classifier(): Sequential {
  const model = new Sequential(new Conv2d(1, 4, 3), new ReLU(), new Flatten(), new Linear(4 * 5 * 4, 2)).to(engine)
  model.parameters().forEach((parameter, i) => {
    engine.write(parameter.storage, Float32Array.from(randomArray(i, parameter.size, 0.5)))
  })
  return model
}

const image = () => Tensor.from(engine, Float32Array.from(randomArray(7, 2 * 7 * 6)), [2, 7, 6, 1])

const lossOf = (model: Sequential, x: Tensor) => F.mean(F.square(model.forward(x)))

describe('a compiled step', () => {
  it('gives the bits that the same step gives eagerly', async () => {
    const [eager, compiled] = [classifier(), classifier()]
    const [optimiser, replayed] = [eager, compiled].map((model) => new Adam(model.parameters(), { lr: 1e-2 }))
    using x = image()
    const step = await compile(engine, () => {
      const loss = lossOf(compiled, x)
      backward(loss)
      replayed.step()
      return { loss }
    })
    for (let i = 0; i < 5; i++) {
      const loss = lossOf(eager, x)
      backward(loss)
      optimiser.step()
      step.run()
      expect(await step.read('loss')).toEqual(await loss.data())
    }
    expect(await compiled.stateDict()).toEqual(await eager.stateDict())
    step.free()
    for (const owner of [optimiser, replayed, eager, compiled]) owner.release()
  })

  it('runs nothing before it is run, and its host values advance once a run', async () => {
    let next = 0
    const step = await compile(engine, () => {
      const value = engine.hostValues(1, () => Float32Array.of(++next))
      return { doubled: F.scale(new Tensor(engine, value, [1]), 2) }
    })
    expect(next).toBe(0)
    const seen: number[] = []
    for (let run = 0; run < 4; run++) {
      step.run()
      seen.push(...(await step.read('doubled')))
    }
    expect(seen).toEqual([2, 4, 6, 8])
    step.run()
    step.run()
    expect([...(await step.read('doubled'))], 'two runs, submitted at once').toEqual([12])
    expect(next).toBe(6)
    step.free()
  })

  it('shows its outputs between runs, and new inputs in the next', async () => {
    using x = Tensor.from(engine, [1, 2, 3], [3])
    const step = await compile(engine, () => ({ squares: F.square(x), sum: F.sum(x) }))
    step.run()
    expect([...(await step.read('squares'))]).toEqual([1, 4, 9])
    expect([...(await step.read('squares'))], 'again').toEqual([1, 4, 9])
    engine.write(x.storage, Float32Array.of(4, 5, 6))
    expect([...(await step.read('sum'))], 'before the next run').toEqual([6])
    step.run()
    expect([...(await step.read('sum'))]).toEqual([15])
    expect([...(await step.read('squares'))]).toEqual([16, 25, 36])
    step.free()
  })

  it('sees what was recorded before it', async () => {
    const y = F.scale(temporary(engine, [1, 2], [2]), 3)
    const step = await compile(engine, () => ({ z: F.scale(y, 2) }))
    step.run()
    expect([...(await step.read('z'))]).toEqual([6, 12])
    step.free()
  })

  it('cannot be recorded inside another', async () => {
    using x = Tensor.from(engine, [1], [1])
    const inner = () => engine.capture(() => ({ y: F.square(x) }))
    await expect(compile(engine, () => inner().result)).rejects.toThrow('inside another')
  })
})

describe('values are there for whoever may have them', () => {
  it('for two readers at once, though the first still waits for its shaders', async () => {
    const x = temporary(engine, [1, 2, 3], [3])
    const [y, z] = [F.scale(x, 17), F.square(x)]
    const reads = [y.data(), z.data(), F.scale(z, 2).data()]
    expect((await Promise.all(reads)).map((values) => [...values])).toEqual([
      [17, 34, 51],
      [1, 4, 9],
      [2, 8, 18],
    ])
  })

  it('not for a reader of what lives only inside a compiled step', async () => {
    using x = Tensor.from(engine, [1, 2], [2])
    const inner: Tensor[] = []
    const step = await compile(engine, () => {
      inner.push(F.square(x))
      return { y: F.scale(inner[0], 2) }
    })
    step.run()
    await expect(inner[0].data()).rejects.toThrow('lives only inside the compiled step')
    await expect(F.scale(inner[0], 2).data()).rejects.toThrow('lives only inside the compiled step')
    expect([...(await step.read('y'))]).toEqual([2, 8])
    step.free()
    await expect(step.read('y')).rejects.toThrow('it was freed')
  })

  it('not after tidy, for the results of eager operations; parameters and data stay', async () => {
    using x = Tensor.from(engine, [1, 2], [2])
    const y = F.square(x)
    expect([...(await y.data())]).toEqual([1, 4])
    await engine.tidy()
    await expect(y.data()).rejects.toThrow('it was freed')
    await expect(F.scale(y, 2).data()).rejects.toThrow('it was freed')
    expect([...(await F.square(x).data())]).toEqual([1, 4])
  })

  it('not for a tensor whose owner freed it', async () => {
    const x = Tensor.from(engine, [1, 2], [2])
    x[Symbol.dispose]()
    x[Symbol.dispose]()
    await expect(x.data()).rejects.toThrow('it was freed')
  })

  it('for one number only as an item', async () => {
    await expect(temporary(engine, [1, 2], [2]).item()).rejects.toThrow('item() of a tensor of 2 numbers')
    expect(await temporary(engine, [3], [1]).item()).toBe(3)
  })
})

describe('memory', () => {
  it('does not grow over replays, and comes back when the step is freed', async () => {
    const model = classifier()
    using x = image()
    const before = engine.memory()
    const adam = new Adam(model.parameters())
    const step = await compile(engine, () => {
      const loss = lossOf(model, x)
      backward(loss)
      adam.step()
      return { loss }
    })
    const compiled = engine.memory()
    expect(compiled.bytes).toBeGreaterThan(before.bytes)
    for (let run = 0; run < 200; run++) {
      step.run()
      if (run % 50 === 0) await step.read('loss')
    }
    await step.read('loss')
    expect(engine.memory()).toEqual(compiled)
    step.free()
    adam.release()
    expect(engine.memory()).toMatchObject({ bytes: before.bytes, buffers: before.buffers })
    model.release()
  })

  it('of eager steps comes back with tidy', async () => {
    const model = classifier()
    using x = image()
    const before = engine.memory()
    for (let run = 0; run < 20; run++) {
      const loss = lossOf(model, x)
      backward(loss)
      await loss.data()
      expect(engine.memory().bytes).toBeGreaterThan(before.bytes)
      await engine.tidy()
      expect(engine.memory()).toMatchObject({ bytes: before.bytes, buffers: before.buffers })
    }
    model.release()
  })

  it('of a step that could not be recorded comes back at once', async () => {
    using x = Tensor.from(engine, [1, 2], [2])
    const before = engine.memory()
    const build = () => {
      const loss = F.sum(F.square(x))
      backward(loss)
      throw new Error('no further')
      return { loss }
    }
    await expect(compile(engine, build)).rejects.toThrow('no further')
    expect(engine.memory()).toEqual(before)
  })
})
