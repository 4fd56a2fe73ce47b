/** A Gaussian is cut off at so many σ. */
const REACH = 3.5

/** Values of a Gaussian and of its slope along one axis, from pixel `from` on. */
export interface Profile {
  from: number
  /** [g, slope], one after the other. */
  values: Float64Array
  length: number
}

/** Of a column with this centre and σ, on an axis of so many pixels. */
export function profile(centre: number, sigma: number, pixels: number): Profile {
  const reach = REACH * sigma
  const from = Math.max(0, Math.ceil(centre - reach))
  const length = Math.max(0, Math.min(pixels - 1, Math.floor(centre + reach)) - from + 1)
  const values = new Float64Array(2 * length)
  for (let k = 0; k < length; k++) {
    const d = from + k - centre
    values[k] = Math.exp((-0.5 * d * d) / sigma ** 2)
    values[length + k] = (values[k] * d) / sigma ** 2
  }
  return { from, values, length }
}

/** [g g, g slope, slope g, slope slope] of the first with the second, over the pixels that both reach. */
export function products(p: Profile, q: Profile): [number, number, number, number] {
  const from = Math.max(p.from, q.from)
  const to = Math.min(p.from + p.length, q.from + q.length)
  let [gg, gs, sg, ss] = [0, 0, 0, 0]
  for (let at = from; at < to; at++) {
    const [g, s] = [p.values[at - p.from], p.values[p.length + at - p.from]]
    const [h, t] = [q.values[at - q.from], q.values[q.length + at - q.from]]
    gg += g * h
    gs += g * t
    sg += s * h
    ss += s * t
  }
  return [gg, gs, sg, ss]
}
