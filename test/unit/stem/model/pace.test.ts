import { expect, it } from 'vitest'
import { Pace } from '../../../../src/stem/model/pace'

/** The steps a batch settles at on an adapter whose steps take `stepMs` and whose answers take `answerMs`. */
function settled(stepMs: number, answerMs: number): number {
  const pace = new Pace()
  for (let batch = 0; batch < 20; batch++) pace.answered(Math.max(pace.steps * stepMs, answerMs))
  return pace.steps
}

it('waits after every step where a step is long', () => {
  expect(settled(800, 0.1)).toBe(1)
  expect(settled(40, 0.1)).toBe(1)
})

it('submits about 25 to 50 ms of short steps', () => {
  for (const stepMs of [0.5, 1, 3, 7, 12]) {
    const work = settled(stepMs, 0.1) * stepMs
    expect(work, `${stepMs} ms a step`).toBeGreaterThan(20)
    expect(work, `${stepMs} ms a step`).toBeLessThanOrEqual(50)
  }
})

it('submits about as many as a slow answer takes', () => {
  expect(settled(2, 100)).toBe(64)
  expect(settled(10, 100)).toBe(8)
})

it('lets one batch run while the next is submitted, and no more', async () => {
  const answers: (() => void)[] = []
  const queue = {
    onSubmittedWorkDone: () => new Promise<undefined>((resolve) => answers.push(() => resolve(undefined))),
  }
  const pace = new Pace()
  pace.begin()
  await pace.submitted(queue)
  let isOver = false
  const second = pace.submitted(queue).then(() => (isOver = true))
  await Promise.resolve()
  expect(isOver).toBe(false)
  answers[0]()
  await second
  expect(answers).toHaveLength(2)
})
