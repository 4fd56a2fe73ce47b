import { expect, it } from 'vitest'
import { coarse } from '../../../src/stem/aperiodic/coarse'
import { LEARNING, LearnedSurroundings } from '../../../src/stem/aperiodic/learned'
import { explainedPart } from '../../../src/stem/aperiodic/order'
import { BLIND, REACH } from '../../../src/stem/aperiodic/surroundings'
import { drawAperiodic } from '../../support/aperiodic'
import { testEngine } from '../../support/engine'

const engine = await testEngine()
const SMALL = { ...LEARNING.software, encoder: [8, 16, 16], epochs: 3 }

it('learns what surroundings have in their middle, does not see the middle, and tells no pixel that taught it', async () => {
  const picture = coarse(drawAperiodic({ structure: 'layers', seed: 2, defects: 0, size: 176 }).micrograph)!
  const { width, height } = picture
  const reports: { done: number; total: number }[] = []
  const learned = await LearnedSurroundings.of(engine, picture, {
    seed: 1,
    preset: SMALL,
    onProgress: ({ done, total }) => reports.push({ done, total }),
  })
  expect(reports.at(-1)!.done).toBe(reports.at(-1)!.total)
  expect(reports.every(({ done }, n) => n === 0 || done >= reports[n - 1].done)).toBe(true)
  const prediction = await learned.predict(picture)
  // It takes 225 steps; the whole training takes 3000.
  expect(explainedPart(picture, prediction)).toBeGreaterThan(0.5)
  const isEdge = (at: number) => {
    const [x, y] = [at % width, Math.floor(at / width)]
    return Math.min(x, y, width - 1 - x, height - 1 - y) < REACH
  }
  expect(prediction.every((value, at) => Number.isNaN(value) === isEdge(at))).toBe(true)

  const [x, y] = [width >> 1, height >> 1]
  const changed = picture.data.map((value, at) =>
    Math.hypot((at % width) - x, Math.floor(at / width) - y) < BLIND ? value + 10 : value,
  )
  const after = await learned.predict({ ...picture, data: changed })
  expect(after[y * width + x]).toBe(prediction[y * width + x])
  expect(after[y * width + x + 6]).not.toBe(prediction[y * width + x + 6])
  learned.release()
})
