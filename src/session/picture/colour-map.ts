/**
 * The diverging colour map of every signed picture: deficits blue, excess orange, zero near black.
 *
 * Blue against orange stays apart under every common colour-vision deficiency, and the stops have equal OKLab lightness
 * for equal magnitude (.19 .34 .50 .64 .77), so neither sign looks stronger than the other. The middle is dark because
 * the pictures lie on dark surroundings: what the model explains recedes, what it does not explain lights up.
 */
export type Rgb = readonly [number, number, number]

const DEFICIT: readonly Rgb[] = [
  [20, 21, 22],
  [12, 58, 98],
  [22, 102, 170],
  [59, 144, 224],
  [118, 184, 250],
]

const EXCESS: readonly Rgb[] = [
  [20, 21, 22],
  [88, 44, 8],
  [152, 79, 10],
  [205, 114, 23],
  [244, 159, 92],
]

/** The flat colours that name a kind outside a picture: markers, table, histogram. */
export const DEFICIT_COLOUR = DEFICIT[4]
export const EXCESS_COLOUR = EXCESS[4]

/** Which side of the map a change of intensity is on; on neither where its sign may be that of noise. */
export type Side = 'deficit' | 'excess' | 'neither'

/** In standard errors; a smaller change has no side. */
const SURE = 3

export function sideOf({ strength, strengthError }: { strength: number; strengthError: number }): Side {
  if (Math.abs(strength) < SURE * strengthError) return 'neither'
  return strength < 0 ? 'deficit' : 'excess'
}

export const SIDE_COLOURS: Readonly<Record<Side, Rgb>> = {
  deficit: DEFICIT_COLOUR,
  excess: EXCESS_COLOUR,
  neither: [231, 233, 236],
}

/** Colour of `t` in [−1, 1]; values outside are clipped. */
export function diverging(t: number): Rgb {
  const stops = t < 0 ? DEFICIT : EXCESS
  const position = Math.min(Math.abs(t), 1) * (stops.length - 1)
  const below = Math.min(Math.floor(position), stops.length - 2)
  const fraction = position - below
  const from = stops[below]
  const to = stops[below + 1]
  return [mix(from[0], to[0], fraction), mix(from[1], to[1], fraction), mix(from[2], to[2], fraction)]
}

function mix(from: number, to: number, fraction: number): number {
  return Math.round(from + (to - from) * fraction)
}

/** How much a heat pixel covers the micrograph beneath it: nothing where the rule found nothing, then 45–90 %. */
function heatAlpha(t: number): number {
  return t === 0 ? 0 : 0.45 + 0.45 * Math.min(Math.abs(t), 1)
}

/** Steps of `heatTable` on either side of zero. */
export const HEAT_STEPS = 256

/** The map with its opacity as RGBA, entry `HEAT_STEPS + round(t · HEAT_STEPS)`: what loops over megapixels index. */
export function heatTable(): Uint8ClampedArray<ArrayBuffer> {
  const table = new Uint8ClampedArray(4 * (2 * HEAT_STEPS + 1))
  for (let step = -HEAT_STEPS; step <= HEAT_STEPS; step++) {
    const t = step / HEAT_STEPS
    table.set([...diverging(t), Math.round(255 * heatAlpha(t))], 4 * (HEAT_STEPS + step))
  }
  return table
}

/**
 * The value at the ends of the colour map. One limit serves all pictures of a result, so equal colours mean equal
 * differences; it never falls under twice the rule's threshold, so an all but empty heat map does not look dramatic.
 */
export function heatLimit(heat: Float32Array, threshold: number): number {
  let largest = 2 * threshold
  for (const value of heat) largest = Math.max(largest, Math.abs(value))
  return largest
}
