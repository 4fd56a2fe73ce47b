import { colourAt, type MapName } from './sequential'

/** How intensities become colours. */
export interface Tone {
  map: MapName
  /** The darkest and the brightest colour stand for these parts of the pixels, %: one hot pixel must not turn the crystal black. */
  black: number
  white: number
  /** Below 1 what is dark shows better, above 1 what is bright. */
  gamma: number
}

export const FIRST_TONE: Tone = { map: 'grey', black: 0.2, white: 99.8, gamma: 1 }

/** Colours of a table: a strong gamma spreads few levels over many of them. */
const LEVELS = 1024

/** What makes of an intensity the place of its colour in a table of opaque RGBA. */
export function toneTable(
  data: Float32Array,
  tone: Tone = FIRST_TONE,
): { colours: Uint8ClampedArray<ArrayBuffer>; place: (value: number) => number } {
  const { low, high } = contrastRange(data, tone)
  const last = LEVELS - 1
  const colours = new Uint8ClampedArray(4 * LEVELS)
  for (let level = 0; level < LEVELS; level++) {
    colours.set([...colourAt(tone.map, (level / last) ** tone.gamma), 255], 4 * level)
  }
  const gain = last / (high - low || 1)
  return { colours, place: (value) => Math.min(last, Math.max(0, (value - low) * gain + 0.5)) | 0 }
}

/** Display range, by the parts of the pixels that are black and white; NaN counts as none. */
export function contrastRange(
  data: Float32Array,
  { black, white }: Pick<Tone, 'black' | 'white'> = FIRST_TONE,
): { low: number; high: number } {
  const stride = Math.max(1, Math.floor(data.length / 65_536))
  const whole = Float32Array.from({ length: Math.ceil(data.length / stride) }, (_, index) => data[index * stride])
  const sample = whole.filter((value) => !Number.isNaN(value)).sort()
  const last = sample.length - 1
  const low = sample[Math.floor((black / 100) * last)]
  const high = sample[Math.ceil((white / 100) * last)]
  return high > low ? { low, high } : { low: sample[0], high: sample[last] }
}
