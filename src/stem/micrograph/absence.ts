import { logTwoSided } from '../math/distributions'

/** A column of which less than this part is left is as good as gone. */
const HARDLY_THERE = 0.25

/**
 * How often normal scatter alone, of standard deviation `spread` over the whole micrograph but for its noise, leaves as little
 * of a column; 1 where more than a quarter is left. However much the columns around scatter, bulk's columns are there.
 */
export function absenceProbability(left: number, spread: number): number {
  return left < HARDLY_THERE ? Math.exp(logTwoSided((1 - left) / spread)) : 1
}
