import { meanAround } from '../math/convolve'
import type { Picture } from './picture'

/** What is masked shows the mean of the picture around it, over so many px to each side. */
const FILL = 12

/** The picture with the mean of what lies around in place of what is masked. */
export function filled(picture: Picture, mask: Uint8Array): Float32Array {
  const hidden = mask.map((is) => Number(is === 1))
  const { data } = picture
  const values = meanAround(
    data.map((value, at) => (hidden[at] ? 0 : value)),
    picture,
    FILL,
  )
  const known = meanAround(
    Float32Array.from(hidden, (is) => 1 - is),
    picture,
    FILL,
  )
  let [sum, seen] = [0, 0]
  for (let at = 0; at < data.length; at++) {
    if (hidden[at]) continue
    sum += data[at]
    seen++
  }
  const overall = sum / Math.max(seen, 1)
  return data.map((value, at) => {
    if (!hidden[at]) return value
    return known[at] > 1e-3 ? values[at] / known[at] : overall
  })
}
