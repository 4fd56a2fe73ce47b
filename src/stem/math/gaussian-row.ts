/** A Gaussian of height 1 along one axis, px. */
interface Bump {
  centre: number
  sigma: number
}

/**
 * exp(−(n − centre)² / 2σ²) of the whole numbers n from `first` to `last`, one after the other into `out`: the ratio of neighbours changes by the same
 * factor from each to the next, which takes the place of an exponential for each. From the centre outwards, so that the values fall; right to
 * some 10⁻¹⁴.
 */
export function gaussianRow(out: Float64Array, first: number, last: number, { centre, sigma }: Bump): void {
  if (last < first) return
  const middle = Math.max(first, Math.min(last, Math.round(centre)))
  const off = middle - centre
  const exponent = -0.5 / (sigma * sigma)
  const change = Math.exp(2 * exponent)
  const top = Math.exp(exponent * off * off)
  out[middle - first] = top
  let ratio = Math.exp(exponent * (1 + 2 * off))
  for (let n = middle - first + 1, value = top; n <= last - first; n++) {
    value *= ratio
    ratio *= change
    out[n] = value
  }
  ratio = Math.exp(exponent * (1 - 2 * off))
  for (let n = middle - first - 1, value = top; n >= 0; n--) {
    value *= ratio
    ratio *= change
    out[n] = value
  }
}
