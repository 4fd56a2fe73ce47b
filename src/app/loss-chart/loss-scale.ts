import { scaleLinear, scaleLog } from 'd3-scale'
import type { Scale } from '../../session/picture/ticks'

/**
 * The vertical axis of a loss curve, from `bottom` to `top`. A loss falls by orders of magnitude, so it is logarithmic; but a
 * likelihood's can be negative, and then it is not.
 */
export function lossScale(losses: readonly number[], bottom: number, top: number): Scale {
  const [low, high] = [Math.min(...losses), Math.max(...losses)]
  return low > 0 ? scaleLog([low / 1.1, high * 1.1], [bottom, top]) : scaleLinear([low, high], [bottom, top]).nice()
}
