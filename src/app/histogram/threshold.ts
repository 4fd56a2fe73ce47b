import { RATE } from '../../session/request'

/**
 * The false discovery rate at which p-values below `threshold` are detections: of m columns that are bulk m · threshold lie
 * below it, which is that part of the columns that do (Benjamini and Hochberg). Rounded to two digits, within what can be
 * asked for. NaN stands for columns that were not judged.
 */
export function rateAt(threshold: number, pValues: Float64Array): number {
  let [judged, below] = [0, 0]
  for (const p of pValues) {
    if (Number.isNaN(p)) continue
    judged++
    if (p <= threshold) below++
  }
  return allowed((threshold * judged) / Math.max(1, below))
}

/** The rate a step away on the scale 1, 2, 5, 10: `steps` > 0 is stricter. */
export function stepped(rate: number, steps: number): number {
  const scale = [1, 2, 5]
  const decade = Math.floor(Math.log10(rate) + 1e-9)
  const within = rate / 10 ** decade
  const at = scale.filter((step) => step <= within + 1e-9).length - 1
  // From between two steps the first step leads to the next of them.
  const between = within - scale[at] > 1e-9 && steps > 0 ? 1 : 0
  const index = 3 * decade + at + between - steps
  return allowed(scale[((index % 3) + 3) % 3] * 10 ** Math.floor(index / 3))
}

function allowed(rate: number): number {
  return Number(Math.min(Math.max(rate, RATE.least), RATE.most).toPrecision(2))
}
