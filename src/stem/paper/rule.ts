import { DEFECT_SETS } from './image-sets'
import type { DefectSet, ImageSet } from './image-sets'

/** The paper's decision: heat-map threshold, half width of the window around the maximum, width of bulk's interval. */
export interface Rule {
  threshold: number
  halfWidth: number
  sigmas: number
}

export const PAPER_RULE: Rule = { threshold: 0.2, halfWidth: 6, sigmas: 1.5 }

/** mean ± sigmas · std of the bulk's near-maximum statistic: what lies inside is bulk. */
export interface BulkInterval {
  mean: number
  std: number
  low: number
  high: number
}

/** std is that of the population, as NumPy's. */
export function bulkInterval(bulk: ArrayLike<number>, sigmas: number): BulkInterval {
  const n = bulk.length
  let mean = 0
  for (let i = 0; i < n; i++) mean += bulk[i] / n
  let variance = 0
  for (let i = 0; i < n; i++) variance += (bulk[i] - mean) ** 2 / n
  return intervalAround(mean, Math.sqrt(variance), sigmas)
}

function intervalAround(mean: number, std: number, sigmas: number): BulkInterval {
  return { mean, std, low: mean - sigmas * std, high: mean + sigmas * std }
}

/** Share of the values, in the middle, that a contaminated sample is judged by, and the std of a normal sample's. */
const CENTRAL = 0.8
const CENTRAL_STD = 0.6624

/**
 * The region of a bulk sample in which some values are defects, as when the crops come from the micrograph that is
 * searched: mean and std of the central 80 %, the std divided by what those 80 % of a normal sample have.
 */
export function robustBulkInterval(sample: ArrayLike<number>, sigmas: number): BulkInterval {
  const sorted = Float64Array.from(sample).sort()
  const tail = Math.floor(((1 - CENTRAL) / 2) * sorted.length)
  const { mean, std } = bulkInterval(sorted.subarray(tail, sorted.length - tail), sigmas)
  return intervalAround(mean, std / CENTRAL_STD, sigmas)
}

export function isBulk(value: number, { low, high }: BulkInterval): boolean {
  return value >= low && value <= high
}

/** One column of Table 1: fractions from 0 to 1. */
export interface Outcome {
  bulkAccepted: number
  detected: Record<DefectSet, number>
  meanDetected: number
}

/** Judges the near-maximum statistic of every set by the interval of the bulk set. */
export function applyRule(
  statistics: Record<ImageSet, ArrayLike<number>>,
  rule: Rule,
): Outcome & { interval: BulkInterval } {
  const interval = bulkInterval(statistics.bulk, rule.sigmas)
  const share = (values: ArrayLike<number>, bulk: boolean) =>
    Array.from(values).filter((value) => isBulk(value, interval) === bulk).length / values.length
  const detected = Object.fromEntries(DEFECT_SETS.map((set) => [set, share(statistics[set], false)])) as Record<
    DefectSet,
    number
  >
  const meanDetected = DEFECT_SETS.reduce((sum, set) => sum + detected[set], 0) / DEFECT_SETS.length
  return { interval, bulkAccepted: share(statistics.bulk, true), detected, meanDetected }
}

/** Table 1 of Prifti, Klie and Buban, as fractions. */
export const PAPER_TABLE1: Outcome = {
  bulkAccepted: 0.875,
  detected: {
    'ti-vacancy': 1,
    'sr-vacancy': 0.999,
    'ti-ferroelectric': 0.994,
    'sr-ferroelectric': 0.991,
    'ti-antisite': 0.9,
    'sr-antisite': 0.931,
  },
  meanDetected: 0.969,
}
