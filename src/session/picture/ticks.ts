import { extent } from 'd3-array'
import { scaleLinear, type ScaleContinuousNumeric } from 'd3-scale'

/** Where a value lies in a picture, on a linear or a logarithmic axis. */
export type Scale = ScaleContinuousNumeric<number, number>

/** A linear axis with round ends that holds all values; values that are all equal lie well inside it. */
export function roundScale(values: readonly number[], range: [number, number]) {
  const [low = 0, high = 0] = extent(values)
  const room = low < high ? 0 : 0.1 * Math.abs(low) || 1
  return scaleLinear([low - room, high + room], range).nice()
}

export interface Tick {
  at: number
  label: string
}

/**
 * About `count` labelled ticks. On a logarithmic axis of less than a decade they are evenly spaced values, because d3 labels
 * the lowest multiples of a power of ten only, which would leave the upper end of such an axis without any.
 */
export function ticks(scale: Scale, count: number): Tick[] {
  const [low, high] = scale.domain()
  const values = 'base' in scale && high < 10 * low ? scaleLinear([low, high], [0, 1]) : scale
  const name = values.tickFormat(count, ',~f')
  return values
    .ticks(count)
    .map((value) => ({ at: scale(value), label: name(value) }))
    .filter(({ label }) => label !== '')
}
