import { expect } from 'vitest'

/** Whether the device's numbers are the reference's, each by a measure of its own that has a reason. */
export type Closeness = (actual: Float32Array, expected: ArrayLike<number>, label: string) => void

/** Distance from 1 to the next float32: one unit in the last place, relative to a number, is at most this. */
export const ULP = 2 ** -23

/** Numbers below this may be flushed to zero (WGSL 15.7.2), in a result or on the way to it. */
const SMALLEST_NORMAL = 2 ** -126

/** The reference rounded to float32, and nothing else: for operations that WGSL wants correctly rounded (+, −, ·, max). */
export const exact: Closeness = (actual, expected, label) => {
  expectEach(actual, expected, label, () => 0, Math.fround)
}

/** Off by at most `bound` of the expected value, which is what a derivation from WGSL's accuracy table gives. */
export function within(bound: (expected: number, index: number) => number): Closeness {
  return (actual, expected, label) => expectEach(actual, expected, label, (e, i) => bound(e, i) + SMALLEST_NORMAL)
}

/**
 * Off by at most `tolerance` of the largest value: for sums of n products of like size, where float32 leaves about
 * √n·2⁻²⁴ of the typical sum in each, however small it came out.
 */
export function ofLargest(tolerance: number): Closeness {
  return (actual, expected, label) => {
    let largest = 0
    for (let i = 0; i < expected.length; i++) largest = Math.max(largest, Math.abs(expected[i]))
    expectEach(actual, expected, label, () => tolerance * largest)
  }
}

/** Written so that NaN is never close to anything. */
function expectEach(
  actual: Float32Array,
  expected: ArrayLike<number>,
  label: string,
  bound: (expected: number, index: number) => number,
  round = (value: number) => value,
): void {
  expect(actual.length, `${label}: length`).toBe(expected.length)
  const wrong = actual.findIndex((value, i) => !(Math.abs(value - round(expected[i])) <= bound(expected[i], i)))
  if (wrong < 0) return
  const [value, wanted] = [actual[wrong], expected[wrong]]
  expect.fail(`${label}[${wrong}] is ${value}, not ${wanted} ± ${bound(wanted, wrong)} (off by ${value - wanted})`)
}
