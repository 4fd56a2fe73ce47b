import { writeFileSync } from 'node:fs'

/** Vitest reporter: what was skipped and why, then one plain line, into the file that LACUNA_TEST_COUNTS names. */
export default class CountReporter {
  /**
   * @param {ReadonlyArray<import('vitest/node').TestModule>} modules
   * @param {ReadonlyArray<unknown>} unhandledErrors
   */
  onTestRunEnd(modules, unhandledErrors) {
    const tests = modules.flatMap((module) => [...module.children.allTests()])
    const skipped = tests.filter((test) => test.result().state === 'skipped')
    const count = (/** @type {string} */ state) => tests.filter((test) => test.result().state === state).length
    // A file that cannot be loaded, or an error between tests, is a failure that belongs to no test.
    const brokenModules = modules.filter((module) => module.errors().length > 0).length
    const failed = count('failed') + brokenModules + unhandledErrors.length

    const reasons = [...tally(skipped.map(reasonOf))].map(([reason, times]) => `skipped ${times}: ${reason}\n`)
    const total = `${count('passed')} passed, ${failed} failed, ${skipped.length} skipped\n`
    writeFileSync(/** @type {string} */ (process.env.LACUNA_TEST_COUNTS), reasons.join('') + total)
  }
}

/** @param {import('vitest/node').TestCase} test */
function reasonOf(test) {
  const result = test.result()
  return (result.state === 'skipped' && result.note) || 'no reason given'
}

/** @param {string[]} words */
function tally(words) {
  const times = new Map()
  for (const word of words) times.set(word, (times.get(word) ?? 0) + 1)
  return times
}
