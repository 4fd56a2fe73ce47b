/** The multiples of a decade that label a logarithmic axis, the coarser ones first. */
const DECADE_LABELS = [[1], [1, 3], [1, 2, 5]] as const

/** Labels for a logarithmic axis: as few a decade as give at least three; evenly spaced values on a short axis. */
export function logTicks(low: number, high: number): number[] {
  if (!(low > 0) || !(high > low)) return []
  const first = Math.floor(Math.log10(low))
  const decades = Array.from({ length: Math.ceil(Math.log10(high)) - first + 1 }, (_, index) => 10 ** (first + index))
  const candidates = DECADE_LABELS.map((labels) =>
    decades
      .flatMap((decade) => labels.map((label) => tidy(label * decade)))
      .filter((value) => value >= low && value <= high),
  )
  return candidates.find((values) => values.length >= 3) ?? ticks(low, high, 4)
}

/** Round values from `low` to `high`, about `wanted` of them, 1-2-5 apart. */
export function ticks(low: number, high: number, wanted: number): number[] {
  if (!(high > low) || wanted < 1) return []
  const rough = (high - low) / wanted
  const decade = 10 ** Math.floor(Math.log10(rough))
  const step = ([1, 2, 5].find((candidate) => candidate * decade >= rough * 0.999) ?? 10) * decade
  const first = Math.ceil(low / step - 1e-9)
  const last = Math.floor(high / step + 1e-9)
  // Multiples, not a running sum, so that zero is zero.
  return Array.from({ length: last - first + 1 }, (_, index) => tidy((first + index) * step))
}

/** 0.3, where arithmetic says 0.30000000000000004. */
function tidy(value: number): number {
  return Number(value.toPrecision(12))
}
