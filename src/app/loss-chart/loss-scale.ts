import { scaleLog } from 'd3-scale'
import { roundScale, type Scale } from '../../session/picture/ticks'

/**
 * The vertical axis of a loss curve, from `bottom` to `top`. A loss falls by orders of magnitude, so it is logarithmic; but a
 * likelihood's can be negative, and then it is not.
 */
export function lossScale(losses: readonly number[], bottom: number, top: number): Scale {
  const low = Math.min(...losses)
  return low > 0 ? scaleLog([low / 1.1, Math.max(...losses) * 1.1], [bottom, top]) : roundScale(losses, [bottom, top])
}
