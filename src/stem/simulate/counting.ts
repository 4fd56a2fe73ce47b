import type { Random } from '../../nn'
import type { SimulationOptions } from './options'

/**
 * Where a perfect brightest column and the empty detector lie on the scale of the file: whoever takes a micrograph sets the
 * black level so that the gaps between columns are dark, not so that vacuum is zero.
 */
const WHITE = 0.98
const OFFSET = -0.02

/** Electrons counted and written: Poisson(dose · intensity) · gain + N(offset, read noise), rounded and clipped to `bits`. */
export function record(
  intensity: Float64Array,
  { dose, background, readNoise, bits }: SimulationOptions,
  random: Random,
): Float32Array<ArrayBuffer> {
  const full = 2 ** bits - 1
  const gain = ((WHITE - OFFSET) * full) / (dose * (1 + background))
  return Float32Array.from(intensity, (value) => {
    const counts = poisson(random, dose * Math.max(0, value))
    const level = counts * gain + full * (OFFSET + readNoise * random.normal())
    return Math.min(Math.max(Math.round(level), 0), full)
  })
}

/** Below, products of uniform numbers are quick (Knuth); above, transformed rejection (Hörmann 1993, algorithm PTRS). */
const REJECTION_FROM = 30

export function poisson(random: Random, mean: number): number {
  return mean < REJECTION_FROM ? poissonByProducts(random, mean) : poissonByRejection(random, mean)
}

function poissonByProducts(random: Random, mean: number): number {
  const limit = Math.exp(-mean)
  let count = 0
  for (let product = random.uniform(); product > limit; product *= random.uniform()) count++
  return count
}

function poissonByRejection(random: Random, mean: number): number {
  const b = 0.931 + 2.53 * Math.sqrt(mean)
  const a = -0.059 + 0.02483 * b
  const inverseAlpha = 1.1239 + 1.1328 / (b - 3.4)
  const squeeze = 0.9277 - 3.6224 / (b - 2)
  for (;;) {
    const u = random.uniform(-0.5, 0.5)
    const v = 1 - random.uniform()
    const edge = 0.5 - Math.abs(u)
    const count = Math.floor(((2 * a) / edge + b) * u + mean + 0.43)
    if (edge >= 0.07 && v <= squeeze) return count
    if (count < 0 || (edge < 0.013 && v > edge)) continue
    const accepted = Math.log((v * inverseAlpha) / (a / edge ** 2 + b))
    if (accepted <= count * Math.log(mean) - mean - logFactorial(count)) return count
  }
}

/** Stirling's series; good to 1e-6 from 3 on, and smaller counts hardly occur where it is used. */
function logFactorial(n: number): number {
  if (n === 0) return 0
  return n * Math.log(n) - n + 0.5 * Math.log(2 * Math.PI * n) + 1 / (12 * n) - 1 / (360 * n ** 3)
}
