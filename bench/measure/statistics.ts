import type { Spread } from '../result'

/** The value below which a share `q` of the sample lies, interpolated between neighbours (Hyndman and Fan's type 7). */
export function quantile(values: readonly number[], q: number): number {
  if (values.length === 0) throw new RangeError('a quantile of nothing')
  const sorted = [...values].sort((a, b) => a - b)
  const at = q * (sorted.length - 1)
  const below = Math.floor(at)
  const above = Math.min(below + 1, sorted.length - 1)
  return sorted[below] + (at - below) * (sorted[above] - sorted[below])
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

export function spread(samples: readonly number[]): Spread {
  return {
    medianMs: median(samples),
    lowerQuartileMs: quantile(samples, 0.25),
    upperQuartileMs: quantile(samples, 0.75),
    samples: samples.length,
  }
}
