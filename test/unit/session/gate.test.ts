import { expect, test } from 'vitest'
import { Gate } from '../../../src/session/gate'

/** A loop that asks the gate before each turn, and how many turns it has done. */
function loop(gate: Gate) {
  const count = { turns: 0 }
  void (async () => {
    for (;;) {
      // A task, not a microtask, or an open gate would never let the test go on.
      await new Promise((resolve) => setTimeout(resolve))
      await gate.passage()
      count.turns++
    }
  })()
  return count
}

const soon = () => new Promise((resolve) => setTimeout(resolve, 30))

test('a closed gate stops a loop, a step lets it turn once, opening lets it go on', async () => {
  const gate = new Gate()
  gate.close()
  const count = loop(gate)
  await soon()
  expect(count.turns).toBe(0)
  gate.step()
  await soon()
  expect(count.turns).toBe(1)
  gate.step()
  await soon()
  expect(count.turns).toBe(2)
  gate.open()
  await soon()
  expect(count.turns).toBeGreaterThan(2)
  gate.close()
})

test('a step through an open gate leaves it open', () => {
  const gate = new Gate()
  gate.step()
  expect(gate.passage()).toBeUndefined()
})
