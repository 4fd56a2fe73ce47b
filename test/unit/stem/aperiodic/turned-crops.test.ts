import { describe, expect, it } from 'vitest'
import { Random } from '../../../../src/nn'
import { BLIND, HIDDEN, REACH, SEEN, SIDE } from '../../../../src/stem/aperiodic/surroundings'
import { cropsAt, TurnedCrops } from '../../../../src/stem/aperiodic/turned-crops'

const [WIDTH, HEIGHT] = [48, 40]
const drawn = (value: (x: number, y: number) => number) => ({
  width: WIDTH,
  height: HEIGHT,
  data: Float32Array.from({ length: WIDTH * HEIGHT }, (_, at) => value(at % WIDTH, Math.floor(at / WIDTH))),
})
const [X, Y] = [22, 19]
const AT = Uint32Array.of(Y * WIDTH + X)
const inCrop = ({ x, y }: { x: number; y: number }) => (y + REACH) * SIDE + x + REACH

describe('crops about a place', () => {
  it('show what is around it, and not its middle', () => {
    const picture = drawn((x, y) => 1 + x + 100 * y)
    const crop = cropsAt(picture, AT)
    for (const way of SEEN) expect(crop[inCrop(way)]).toBe(1 + X + way.x + 100 * (Y + way.y))
    const shown = new Set(SEEN.map(inCrop))
    expect(crop.filter((value, k) => value !== 0 && !shown.has(k))).toHaveLength(0)
    expect(HIDDEN.every(({ x, y }) => Math.hypot(x, y) < BLIND)).toBe(true)
  })

  it('turn about it: what is round about it stays, a slope turns and keeps its length', () => {
    const round = drawn((x, y) => Math.exp(-((x - X) ** 2 + (y - Y) ** 2) / 50))
    const { crops, targets } = new TurnedCrops(round).about(AT, new Random(1))
    for (const way of SEEN) expect(crops[inCrop(way)]).toBeCloseTo(Math.exp(-(way.x ** 2 + way.y ** 2) / 50), 2)
    HIDDEN.forEach((way, k) => expect(targets[k]).toBeCloseTo(Math.exp(-(way.x ** 2 + way.y ** 2) / 50), 2))

    const slope = drawn((x, y) => 3 * x + 4 * y)
    const many = new TurnedCrops(slope).about(new Uint32Array(64).fill(AT[0]), new Random(2))
    const at = (n: number, x: number, y: number) =>
      many.targets[n * HIDDEN.length + HIDDEN.findIndex((way) => way.x === x && way.y === y)]
    const ways = Array.from({ length: 64 }, (_, n) => {
      expect(at(n, 0, 0)).toBeCloseTo(3 * X + 4 * Y, 3)
      const [right, down] = [at(n, 1, 0) - at(n, 0, 0), at(n, 0, 1) - at(n, 0, 0)]
      expect(Math.hypot(right, down)).toBeCloseTo(5, 3)
      return Math.atan2(down, right)
    })
    // All ways, not one quarter of them.
    for (const quarter of [-2, -1, 0, 1]) {
      expect(ways.filter((way) => Math.floor((2 * way) / Math.PI) === quarter).length).toBeGreaterThan(4)
    }
  })
})
