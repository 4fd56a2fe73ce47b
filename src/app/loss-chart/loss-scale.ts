import { logTicks, ticks } from '../../session/picture/ticks'

/** The vertical axis of a loss curve. */
export interface LossScale {
  /** Values that get a label, from the bottom up. */
  marks: number[]
  /** Share of the way from the bottom of the chart to its top. */
  place: (loss: number) => number
}

/** A loss falls by orders of magnitude, so the axis is logarithmic; but a likelihood's can be negative, and then it is not. */
export function lossScale(losses: readonly number[]): LossScale {
  const low = Math.min(...losses)
  const high = Math.max(...losses)
  return low > 0 ? logarithmic(low / 1.1, high * 1.1) : linear(low, high)
}

function logarithmic(low: number, high: number): LossScale {
  return { marks: logTicks(low, high), place: (loss) => Math.log(loss / low) / Math.log(high / low) }
}

function linear(least: number, most: number): LossScale {
  const air = 0.06 * (most - least) || 1
  const [low, high] = [least - air, most + air]
  return { marks: ticks(low, high, 4), place: (loss) => (loss - low) / (high - low) }
}
