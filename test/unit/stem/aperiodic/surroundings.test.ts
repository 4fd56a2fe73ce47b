import { describe, expect, it } from 'vitest'
import { Random } from '../../../../src/nn'
import { predictedBySurroundings, REACH, SEEN } from '../../../../src/stem/aperiodic/surroundings'
import { factor, solveFactored } from '../../../../src/stem/math/solve'

const SIDE = 58

function waves() {
  const random = new Random(3)
  const data = Float32Array.from({ length: SIDE * SIDE }, (_, at) => {
    const [x, y] = [at % SIDE, Math.floor(at / SIDE)]
    return Math.cos(0.7 * x + 0.2 * y) + Math.cos(0.3 * x - 0.8 * y) + 0.3 * random.normal()
  })
  return { data, width: SIDE, height: SIDE }
}

/** Least squares over the crops of all pixels that `teaches` holds for, one after another. */
function reference({ data }: { data: Float32Array }, at: number, teaches: (x: number, y: number) => boolean): number {
  const count = SEEN.length
  const [gram, side] = [new Float64Array(count * count), new Float64Array(count)]
  const crop = (middle: number) => Float64Array.from(SEEN, ({ x, y }) => data[middle + y * SIDE + x])
  for (let y = REACH; y < SIDE - REACH; y++) {
    for (let x = REACH; x < SIDE - REACH; x++) {
      if (!teaches(x, y)) continue
      const seen = crop(y * SIDE + x)
      for (let p = 0; p < count; p++) {
        for (let q = 0; q <= p; q++) gram[p * count + q] += seen[p] * seen[q]
        side[p] += seen[p] * data[y * SIDE + x]
      }
    }
  }
  let trace = 0
  for (let p = 0; p < count; p++) trace += gram[p * count + p] / count
  for (let p = 0; p < count; p++) gram[p * count + p] += 0.003 * trace
  factor(gram, count)
  solveFactored(gram, side)
  return crop(at).reduce((sum, value, p) => sum + value * side[p], 0)
}

describe('what surroundings predict', () => {
  it('is what least squares over the crops of other tiles says, added up one by one', () => {
    const picture = waves()
    // Tiles are 3 px here: the one of (16, 16) is the first, whose fold has every tile with i + 2 j = 0 modulo 5.
    const fold = (x: number, y: number) => (Math.floor((x - REACH) / 3) + 2 * Math.floor((y - REACH) / 3)) % 5
    const at = (REACH + 1) * SIDE + REACH + 1
    const expected = reference(picture, at, (x, y) => fold(x, y) !== 0)
    // Float32 holds the prediction.
    const predicted = predictedBySurroundings(picture)
    expect(predicted[at]).toBeCloseTo(expected, 5)
    expect(predicted[at - 2 * SIDE]).toBeNaN()
  })
})
