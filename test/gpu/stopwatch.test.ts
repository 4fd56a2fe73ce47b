import { performance } from 'node:perf_hooks'
import { expect, it } from 'vitest'
import { Program, Stopwatch, adapterSummary, total } from '../../src/kernels'
import { randomArray } from '../support/reference'
import { testEngine } from '../support/engine'

const engine = await testEngine()

/** Sums of 2^20 numbers, one thread each of 256: some hundredths of a millisecond at least. */
async function work(): Promise<Program> {
  const x = engine.constant(Float32Array.from(randomArray(1, 2 ** 20)))
  const { calls } = engine.capture(() => total(engine, x)).recording
  return Program.build(
    engine,
    calls,
    calls.flatMap(({ bindings }) => [...bindings.values()]),
  )
}

const ways = [false, ...(engine.device.features.has('timestamp-query') ? [true] : [])]

for (const isExact of ways) {
  it(`${isExact ? 'timestamps' : 'a clock outside'}: sixteen times the work takes at least twice the time`, async () => {
    const program = await work()
    const watch = new Stopwatch(engine.device, isExact)
    expect(watch.isExact).toBe(isExact)
    const time = async (times: number) => {
      const samples: number[] = []
      for (let i = 0; i < 3; i++) {
        samples.push(
          await watch.time((pass) => {
            program.repeat(pass, times)
          }),
        )
      }
      return Math.min(...samples)
    }
    await time(1)
    const [short, long] = [await time(4), await time(64)]
    expect(short).toBeGreaterThan(0)
    expect(long).toBeGreaterThan(2 * short)
    watch.free()
    program.free()
  })
}

/** A GPU does this work in less time than Node needs to encode it. */
const isSlow = adapterSummary(engine.info).kind === 'software'

it('while the adapter works and Node waits for it, Node does nothing', async (context) => {
  if (!isSlow) context.skip('a GPU has done the work before Node waits for it')
  const program = await work()
  const watch = new Stopwatch(engine.device, false)
  const time = (times: number) =>
    watch.time((pass) => {
      program.repeat(pass, times)
    })
  const once = (await time(16)) / 16
  const before = performance.eventLoopUtilization()
  // Encoding is a small part of it.
  await time(Math.ceil(100 / once))
  expect(performance.eventLoopUtilization(before).utilization).toBeLessThan(0.5)
  watch.free()
  program.free()
})
