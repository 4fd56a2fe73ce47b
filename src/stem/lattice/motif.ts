import { norm } from '../math/vector'
import type { Vector } from '../math/vector'
import type { Harmonic } from './harmonics'

/** Steps of the ascent to the best displacement; each at least halves what is left. */
const STEPS = 8
/** A step of less than this is the last, px: the next would be far smaller, and the quality changes with its square. */
const SETTLED = 1e-5

/** The complex amplitude of each wave in an undistorted crystal: what every place is compared with. */
export interface Motif {
  re: Float64Array
  im: Float64Array
}

/** The displacement of one place and how well the motif, displaced, agrees with what is there: −1 … 1. */
export interface Fit {
  u: Vector
  quality: number
}

/** What is compared at every place: the waves found around it, and those of an undistorted crystal. */
export interface Comparison {
  harmonics: readonly Harmonic[]
  motif: Motif
}

/**
 * The local best displacement near `start`: ascends J(u) = Σ Re[F* D exp(2πi g·u)], a sum of cosines whose curvature is
 * nowhere more than Σ 4π² |F||D| g gᵀ, so that each step by the inverse of that bound goes up.
 */
export function ascend({ harmonics, motif }: Comparison, at: number, start: Vector, steps = STEPS): Fit {
  const { re, im, xx, xy, yy, perfect } = productsAt({ harmonics, motif }, at)
  const d = xx * yy - xy * xy
  let { x, y } = start
  let quality = 0
  for (let step = 0; step <= steps; step++) {
    let sum = 0
    let gradX = 0
    let gradY = 0
    for (let n = 0; n < harmonics.length; n++) {
      const { frequency } = harmonics[n]
      const phase = 2 * Math.PI * (frequency.x * x + frequency.y * y)
      const c = Math.cos(phase)
      const s = Math.sin(phase)
      const slope = -(re[n] * s + im[n] * c)
      sum += re[n] * c - im[n] * s
      gradX += slope * frequency.x
      gradY += slope * frequency.y
    }
    quality = sum / perfect
    if (step === steps || d <= 1e-12 * xx * yy) break
    const alongX = (yy * gradX - xy * gradY) / d / (2 * Math.PI)
    const alongY = (xx * gradY - xy * gradX) / d / (2 * Math.PI)
    x += alongX
    y += alongY
    if (alongX * alongX + alongY * alongY < SETTLED * SETTLED) break
  }
  return { u: { x, y }, quality }
}

/** Room for F* D of each wave at one place, which is worked out anew for each of tens of thousands. */
let re = new Float64Array(16)
let im = new Float64Array(16)

/** F* D of each wave at one place, the bound of the curvature of J there, and what J is in a perfect crystal. */
function productsAt({ harmonics, motif }: Comparison, at: number) {
  if (re.length < harmonics.length) {
    re = new Float64Array(harmonics.length)
    im = new Float64Array(harmonics.length)
  }
  let xx = 0
  let xy = 0
  let yy = 0
  let own = 0
  let other = 0
  for (let n = 0; n < harmonics.length; n++) {
    const { frequency, amplitudes } = harmonics[n]
    const dRe = amplitudes.re[at]
    const dIm = amplitudes.im[at]
    const fRe = motif.re[n]
    const fIm = motif.im[n]
    re[n] = fRe * dRe + fIm * dIm
    im[n] = fRe * dIm - fIm * dRe
    const bound = norm(re[n], im[n])
    xx += bound * frequency.x * frequency.x
    xy += bound * frequency.x * frequency.y
    yy += bound * frequency.y * frequency.y
    own += fRe * fRe + fIm * fIm
    other += dRe * dRe + dIm * dIm
  }
  return { re, im, xx, xy, yy, perfect: Math.sqrt(own * other) + 1e-300 }
}

/** How well the motif agrees at one place under a given displacement. */
export function agreement(comparison: Comparison, at: number, u: Vector): number {
  return ascend(comparison, at, u, 0).quality
}

/** The mean of all places, each brought back by its displacement; places under `least` do not count. */
export function averageMotif(
  harmonics: readonly Harmonic[],
  displacement: { x: Float32Array; y: Float32Array; quality: Float32Array },
  least: number,
): Motif {
  const motif = { re: new Float64Array(harmonics.length), im: new Float64Array(harmonics.length) }
  harmonics.forEach(({ frequency, amplitudes }, n) => {
    let count = 0
    for (let at = 0; at < amplitudes.re.length; at++) {
      if (displacement.quality[at] < least) continue
      const phase = 2 * Math.PI * (frequency.x * displacement.x[at] + frequency.y * displacement.y[at])
      const c = Math.cos(phase)
      const s = Math.sin(phase)
      motif.re[n] += amplitudes.re[at] * c - amplitudes.im[at] * s
      motif.im[n] += amplitudes.re[at] * s + amplitudes.im[at] * c
      count++
    }
    motif.re[n] /= Math.max(count, 1)
    motif.im[n] /= Math.max(count, 1)
  })
  return motif
}
