import { expect, it } from 'vitest'
import { Planes } from '../../../src/kernels'
import { testEngine } from '../../support/engine'
import { product, split, joined, transformAlong } from '../../support/multislice'
import { randomArray } from '../../support/reference'
import { ofLargest } from '../../support/reference-error'

const engine = await testEngine()

/** As test/gpu/fft.test.ts has it. */
const close = ofLargest(2e-6)

// Two registers a lane, a block of them, several blocks; with columns left out and without.
it.each([
  ['rows', 16, Infinity],
  ['columns', 64, 9],
  ['rows', 64, 9],
  ['rows', 128, 42],
] as const)('%s of %i pixels in the lanes of subgroups, up to frequency %s along rows', async (axis, side, reach) => {
  expect(engine.subgroupSize).toBe(8)
  const planes = new Planes(engine, { width: side, height: side }, { reach, areMany: true })
  const count = 3
  // Along rows in Fourier space: what is not stored is 0 there.
  const isStored = (at: number) => at % side < planes.pitch / 2 || at % side >= side - planes.pitch / 2
  const whole = Array.from({ length: count }, (_, n) =>
    Float64Array.from(randomArray(n + 1, 2 * side * side), (value, at) => (isStored(at >> 1) ? value : 0)),
  )
  const stored = (plane: Float64Array) => [...plane].filter((_, at) => isStored(at >> 1))
  const waves = engine.constant(Float32Array.from(whole.flatMap(stored)))
  const factor = Float64Array.from(randomArray(9, 2 * side * side))
  const direction = axis === 'rows' ? 'inverse' : 'forward'
  planes.pass(waves, { axis, direction, middle: engine.constant(Float32Array.from(factor)) })
  const sign = axis === 'rows' ? 1 : -1
  const expected = whole.map((plane) => {
    const there = transformAlong(split(plane), side, axis, sign)
    return joined(transformAlong(product(there, split(factor)), side, axis, sign === 1 ? -1 : 1))
  })
  close(await engine.read(waves), Float64Array.from(expected.flatMap(stored)), axis)
  planes.release()
})
