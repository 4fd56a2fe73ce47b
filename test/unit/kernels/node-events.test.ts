import { afterEach, expect, test, vi } from 'vitest'
import { askSeldom } from '../../../src/kernels/node-events'

const usual = globalThis.setImmediate

afterEach(() => expect(globalThis.setImmediate).toBe(usual))

/** Asks as Dawn does, until the time is come. */
function slowQueue(ms: number) {
  let asked = 0
  class GPUQueue {
    onSubmittedWorkDone(): Promise<number> {
      const end = performance.now() + ms
      return new Promise((resolve) => {
        const ask = () => {
          asked++
          if (performance.now() < end) globalThis.setImmediate(ask)
          else resolve(asked)
        }
        globalThis.setImmediate(ask)
      })
    }
  }
  return GPUQueue
}

test('who waits long is asked for now and then, not in every turn', async () => {
  const [busy, patient] = [slowQueue(60), slowQueue(60)]
  askSeldom({ GPUQueue: patient })
  const often = await new busy().onSubmittedWorkDone()
  const seldom = await new patient().onSubmittedWorkDone()
  // At most once a millisecond, after the half one in which an answer is asked for at once.
  expect(seldom).toBeLessThan(often / 5)
  expect(seldom).toBeGreaterThan(2)
})

test('what is small is asked for at once, without a timer', async () => {
  const Queue = slowQueue(0)
  askSeldom({ GPUQueue: Queue })
  const timer = vi.spyOn(globalThis, 'setTimeout')
  await new Queue().onSubmittedWorkDone()
  expect(timer).not.toHaveBeenCalled()
  timer.mockRestore()
})

test('for everybody else an immediate stays one, and a failing call leaves it so', () => {
  class GPUBuffer {
    mapAsync(): Promise<void> {
      throw new Error(globalThis.setImmediate === usual ? 'not within' : 'within')
    }
  }
  askSeldom({ GPUBuffer })
  expect(() => new GPUBuffer().mapAsync()).toThrow(/^within$/)
})

test('is done once, however often it is asked for', () => {
  const Queue = slowQueue(0)
  askSeldom({ GPUQueue: Queue })
  const { onSubmittedWorkDone } = Queue.prototype
  askSeldom({ GPUQueue: Queue })
  expect(Queue.prototype.onSubmittedWorkDone).toBe(onSubmittedWorkDone)
})
