import type { Rgb } from './colour-map'

/** Sequential maps, ever lighter from dark to bright, at eleven even stops: matplotlib's, to the nearest level. */
const STOPS = {
  grey: [
    [0, 0, 0],
    [255, 255, 255],
  ],
  viridis: [
    [68, 1, 84],
    [72, 36, 117],
    [65, 68, 135],
    [53, 95, 141],
    [42, 120, 142],
    [33, 145, 140],
    [34, 168, 132],
    [68, 191, 112],
    [122, 209, 81],
    [189, 223, 38],
    [253, 231, 37],
  ],
  magma: [
    [0, 0, 4],
    [20, 14, 54],
    [59, 15, 112],
    [100, 26, 128],
    [140, 41, 129],
    [183, 55, 121],
    [222, 73, 104],
    [247, 112, 92],
    [254, 159, 109],
    [254, 207, 146],
    [252, 253, 191],
  ],
  cividis: [
    [0, 34, 78],
    [8, 51, 112],
    [53, 69, 108],
    [79, 87, 108],
    [102, 105, 112],
    [125, 124, 120],
    [148, 142, 119],
    [174, 163, 113],
    [200, 184, 102],
    [229, 207, 82],
    [254, 232, 56],
  ],
} as const satisfies Record<string, readonly Rgb[]>

export type MapName = keyof typeof STOPS

export const MAP_NAMES = Object.keys(STOPS) as MapName[]

/** Colour of `t` in [0, 1]; values outside are clipped. */
export function colourAt(map: MapName, t: number): Rgb {
  const stops: readonly Rgb[] = STOPS[map]
  const place = Math.min(Math.max(t, 0), 1) * (stops.length - 1)
  const below = Math.min(Math.floor(place), stops.length - 2)
  const mix = (channel: 0 | 1 | 2) =>
    Math.round(stops[below][channel] + (stops[below + 1][channel] - stops[below][channel]) * (place - below))
  return [mix(0), mix(1), mix(2)]
}

/** Of CSS. */
export function css([red, green, blue]: Rgb): string {
  return `rgb(${red} ${green} ${blue})`
}

/** A gradient of CSS, from left to right. */
export function gradient(map: MapName): string {
  return linear(STOPS[map])
}

/** The same of colours at even steps. */
export function linear(colours: readonly Rgb[]): string {
  return `linear-gradient(to right, ${colours.map(css).join(', ')})`
}
