import { norm } from '../math/vector'
import type { Vector } from '../math/vector'
import type { Harmonic } from './harmonics'

/** Steps of the ascent to the best displacement; each at least halves what is left. */
const STEPS = 8

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
  const waves = productsAt({ harmonics, motif }, at)
  let { x, y } = start
  let quality = 0
  for (let step = 0; step <= steps; step++) {
    let [sum, gradX, gradY] = [0, 0, 0]
    for (let n = 0; n < harmonics.length; n++) {
      const { frequency } = harmonics[n]
      const phase = 2 * Math.PI * (frequency.x * x + frequency.y * y)
      const [c, s] = [Math.cos(phase), Math.sin(phase)]
      const slope = -(waves.re[n] * s + waves.im[n] * c)
      sum += waves.re[n] * c - waves.im[n] * s
      gradX += slope * frequency.x
      gradY += slope * frequency.y
    }
    const { xx, xy, yy } = waves
    quality = sum / waves.norm
    const d = xx * yy - xy * xy
    if (step === steps || d <= 1e-12 * xx * yy) break
    x += (yy * gradX - xy * gradY) / d / (2 * Math.PI)
    y += (xx * gradY - xy * gradX) / d / (2 * Math.PI)
  }
  return { u: { x, y }, quality }
}

/** F* D of each wave at one place, the bound of the curvature of J there, and what J is in a perfect crystal. */
function productsAt({ harmonics, motif }: Comparison, at: number) {
  const [re, im] = [new Float64Array(harmonics.length), new Float64Array(harmonics.length)]
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
  return { re, im, xx, xy, yy, norm: Math.sqrt(own * other) + 1e-300 }
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
      const [c, s] = [Math.cos(phase), Math.sin(phase)]
      motif.re[n] += amplitudes.re[at] * c - amplitudes.im[at] * s
      motif.im[n] += amplitudes.re[at] * s + amplitudes.im[at] * c
      count++
    }
    motif.re[n] /= Math.max(count, 1)
    motif.im[n] /= Math.max(count, 1)
  })
  return motif
}
