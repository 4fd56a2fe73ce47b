import type { Micrograph } from '../../io/micrograph'

/** Whether columns are brighter than what is between them, as in dark field, or darker, as in bright and annular bright field. */
export const CONTRASTS = ['auto', 'bright', 'dark'] as const
export type Contrast = (typeof CONTRASTS)[number]

/** The micrograph with bright for dark, between the same least and greatest intensity. */
export function inverted(micrograph: Micrograph): Micrograph {
  let [least, most] = [Infinity, -Infinity]
  for (const value of micrograph.data) {
    if (value < least) least = value
    if (value > most) most = value
  }
  return { ...micrograph, data: micrograph.data.map((value) => most - (value - least)) }
}
