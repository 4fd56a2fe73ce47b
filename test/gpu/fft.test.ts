import { describe, expect, it } from 'vitest'
import { Planes } from '../../src/kernels'
import { testEngine } from '../support/engine'
import { joined, product, split, transformAlong } from '../support/multislice'
import { randomArray } from '../support/reference'
import { ofLargest } from '../support/reference-error'

const engine = await testEngine()

/** Sums of up to 2048 products in eleven steps: some √11 roundings of 2⁻²⁴ each, and as much of the twiddles; ten times that. */
const close = ofLargest(2e-6)

const AXES = ['rows', 'columns'] as const
const DIRECTIONS = ['forward', 'inverse'] as const

function held(width: number, height: number, planes: number) {
  const values = randomArray(width + height, 2 * planes * width * height)
  return { values, storage: engine.constant(Float32Array.from(values)) }
}

// Every number of doublings: passes in radix 8 alone, and with one in radix 2 or 4 behind them.
it.each([
  ['rows', 'forward', 16],
  ['columns', 'inverse', 32],
  ['rows', 'forward', 64],
  ['columns', 'inverse', 128],
  ['rows', 'forward', 256],
  ['columns', 'inverse', 512],
  ['rows', 'forward', 1024],
  ['columns', 'inverse', 2048],
] as const)('%s, %s: lines of %i are transformed as by the definition', async (axis, direction, length) => {
  const [width, height] = axis === 'rows' ? [length, 16] : [16, length]
  const planes = new Planes(engine, { width, height })
  const { values, storage } = held(width, height, 1)
  planes.pass(storage, { axis, direction, last: false })
  const expected = transformAlong(split(values), width, axis, direction === 'forward' ? -1 : 1)
  close(await engine.read(storage), joined(expected), direction)
  planes.release()
})

describe.each(AXES)('along %s', (axis) => {
  it.each(DIRECTIONS)('%s, a factor, and back: each plane by itself', async (direction) => {
    const [width, height, count] = [32, 64, 3]
    const planes = new Planes(engine, { width, height })
    const { values, storage } = held(width, height, count)
    const factor = randomArray(9, planes.length)
    planes.pass(storage, { axis, direction, middle: engine.constant(Float32Array.from(factor)) })
    const sign = direction === 'forward' ? -1 : 1
    const expected = Array.from({ length: count }, (_, n) => {
      const there = transformAlong(
        split(values.subarray(n * planes.length, (n + 1) * planes.length)),
        width,
        axis,
        sign,
      )
      const changed = product(there, split(factor))
      return [...joined(transformAlong(changed, width, axis, sign === 1 ? -1 : 1))]
    })
    close(await engine.read(storage), expected.flat(), 'planes')
    planes.release()
  })

  it('begins in the other space, and makes a phase grating of real numbers', async () => {
    const [width, height] = [64, 16]
    const planes = new Planes(engine, { width, height })
    const { values, storage } = held(width, height, 1)
    const phases = split(values).re.map((phase) => 20 * phase)
    engine.write(storage, Float32Array.from(joined({ re: phases, im: phases.map(() => 0) })))
    planes.pass(storage, { axis, direction: 'inverse', first: false, middle: 'phase' })
    const grating = { re: phases.map(Math.cos), im: phases.map(Math.sin) }
    close(await engine.read(storage), joined(transformAlong(grating, width, axis, -1)), 'grating')
    planes.release()
  })
})

it('refuses an edge that is no power of two, or beyond what a workgroup holds', () => {
  for (const width of [48, 8, 4096])
    expect(() => new Planes(engine, { width, height: 64 })).toThrow(/power of two from 16 to 2048/)
})
