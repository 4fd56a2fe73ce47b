import { describe, expect, test } from 'vitest'
import { FrameSum } from '../../src/stem/math/align'
import { Random } from '../../src/nn/random'
import { poisson } from '../../src/stem/simulate/counting'

const [width, height] = [150, 110]

/** A lattice of columns 12 px apart with one of them missing, seen by a field of view that lies at (x, y). */
function scene(x: number, y: number, count: (mean: number) => number): Float32Array {
  return Float32Array.from({ length: width * height }, (_, at) => {
    const [u, v] = [(at % width) + x, Math.floor(at / width) + y]
    const [du, dv] = [((u % 12) + 12) % 12, ((v % 12) + 12) % 12].map((d) => d - 6)
    const isMissing = Math.abs(u - 78) < 6 && Math.abs(v - 54) < 6
    return count(isMissing ? 1 : 1 + 20 * Math.exp(-(du * du + dv * dv) / 8))
  })
}

const shiftsOf = (frames: Float32Array[]) => {
  const sum = new FrameSum(width, height)
  for (const frame of frames) sum.add(frame)
  return sum.result()
}

describe('frames of a lattice', () => {
  test('that drift are moved back onto the first, and the sum is what one frame shows', () => {
    const places = [
      [0, 0],
      [1, 0],
      [2, -1],
      [4, -2],
      [5, -4],
    ]
    const { shifts, sum } = shiftsOf(places.map(([x, y]) => scene(x, y, (mean) => mean)))
    expect(shifts).toEqual(places.map(([x, y]) => ({ x, y })))
    const one = scene(0, 0, (mean) => mean)
    sum.forEach((value, at) => expect(Math.abs(value - 5 * one[at])).toBeLessThan(1e-3))
  })

  test('of a few electrons a pixel that do not drift are not moved by a vector of the lattice', () => {
    const random = new Random(5)
    const frames = Array.from({ length: 8 }, () => scene(0, 0, (mean) => poisson(random, mean / 8)))
    const { shifts, sum } = shiftsOf(frames)
    expect(shifts.every(({ x, y }) => x === 0 && y === 0)).toBe(true)
    expect(sum[0]).toBe(frames.reduce((total, frame) => total + frame[0], 0))
  })

  test('that are blank stay where they are', () => {
    expect(shiftsOf([new Float32Array(width * height), new Float32Array(width * height)]).shifts[1]).toEqual({
      x: 0,
      y: 0,
    })
  })
})
