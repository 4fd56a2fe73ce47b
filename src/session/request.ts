import { InputError } from '../errors'
import type { Contrast } from '../stem/clean/contrast'
import { CONTRASTS } from '../stem/clean/contrast'
import { readProjection } from '../stem/crystal/gallery'
import { isRate, RATE } from '../stem/micrograph/rate'
import type { PresetName } from '../stem/model/presets'
import { presetNamed } from '../stem/model/presets'
import type { Rectangle } from '../stem/math/rectangle'
import { formatRectangle, readRectangle } from '../stem/math/rectangle'

export { RATE } from '../stem/micrograph/rate'
export { formatRectangle, liesIn, readRectangle as readRegion } from '../stem/math/rectangle'
export type { Rectangle }

/**
 * Everything that can be asked of a search. It is passed whole, from the command's options, the page's fields or a caller to
 * the code that honours it, and stands in every result: a new option is added here and where it is honoured.
 */
export interface DetectRequest {
  /** The recipe of the model that is trained. */
  preset: PresetName
  /** Of crops, weights, order and noise: a whole number below 2³². */
  seed: number
  /** Null for the preset's own number. */
  epochs: number | null
  /** Part of the micrograph that is bulk, px: a model learns from that alone, and the whole is searched. Null for all of it. */
  region: Rectangle | null
  /** False discovery rate: the part of the detections that may be false. */
  rate: number
  /** What the micrograph may be of: a name such as `SrTiO3 [001]`, or the JSON text of a crystal; null for none. */
  crystal: string | null
  /** Whether columns are bright, as in dark field, or dark, as in bright field; `auto` looks which. */
  contrast: Contrast
  /** Of the specimen, cells of the crystal along the beam: what would have been found is then told in atoms, too. Null where it is not known. */
  thickness: number | null
}

/** How one option is written as text, on the command line and in an address, and what it may be. */
interface Option<T> {
  usual: T
  /** Throws an InputError that calls the option `label` and says what it may be. */
  read: (text: string, label: string) => T
  write: (value: NonNullable<T>) => string
}

/** Least and greatest number of each option that is one. */
export const LIMITS = {
  seed: { least: 0, most: 2 ** 32 - 1 },
  epochs: { least: 1, most: 100_000 },
  rate: RATE,
  thickness: { least: 1, most: 10_000 },
} as const

/** From how many seeds a micrograph is searched at most. */
export const MOST_SEEDS = 9

const OPTIONS: { readonly [K in keyof DetectRequest]: Option<DetectRequest[K]> } = {
  preset: { usual: 'fast', read: (text) => presetNamed(text).name, write: String },
  seed: { usual: 1, read: wholeNumber(LIMITS.seed), write: String },
  epochs: { usual: null, read: wholeNumber(LIMITS.epochs), write: String },
  region: { usual: null, read: readRectangle, write: formatRectangle },
  rate: { usual: RATE.usual, read: readRate, write: String },
  crystal: { usual: null, read: readCrystal, write: String },
  contrast: { usual: 'auto', read: readContrast, write: String },
  thickness: { usual: null, read: wholeNumber(LIMITS.thickness), write: String },
}

export const DEFAULT_REQUEST: Readonly<DetectRequest> = {
  preset: OPTIONS.preset.usual,
  seed: OPTIONS.seed.usual,
  epochs: OPTIONS.epochs.usual,
  region: OPTIONS.region.usual,
  rate: OPTIONS.rate.usual,
  crystal: OPTIONS.crystal.usual,
  contrast: OPTIONS.contrast.usual,
  thickness: OPTIONS.thickness.usual,
}

/** A request with what was left out as it usually is. Throws an InputError that says what a value may be. */
export function completed(request: Partial<DetectRequest>): DetectRequest {
  const whole = { ...DEFAULT_REQUEST }
  for (const name of Object.keys(OPTIONS) as (keyof DetectRequest)[]) take(whole, request, name)
  return whole
}

/** Whether a training that was asked for in one of these ways can go on as the other asks: it ends with the same model. */
export function learnAlike(one: DetectRequest, other: DetectRequest): boolean {
  const decisive = ({ preset, seed, region, contrast }: DetectRequest) =>
    JSON.stringify([preset, seed, region && formatRectangle(region), contrast])
  return decisive(one) === decisive(other)
}

/** What judges columns, beside how unlike the others they are. */
export type JudgedBy = Pick<DetectRequest, 'rate' | 'crystal' | 'thickness'>

/** Whether both judge the same columns alike. */
export function judgedAlike(one: JudgedBy, other: JudgedBy): boolean {
  return one.rate === other.rate && one.crystal === other.crystal && one.thickness === other.thickness
}

/** Checked by way of its text, so that a value is held to the same limits wherever it comes from. */
function take<K extends keyof DetectRequest>(whole: DetectRequest, given: Partial<DetectRequest>, name: K): void {
  const value = given[name]
  if (value === undefined || value === null) return
  const { read, write }: Option<DetectRequest[K]> = OPTIONS[name]
  read(write(value), name)
  whole[name] = value
}

/** The request whose options are written as texts, keyed by their names; `label` turns a name into what messages call it. */
export function readRequest(
  texts: Readonly<Partial<Record<string, string>>>,
  label: (name: string) => string = (name) => name,
): DetectRequest {
  const request = { ...DEFAULT_REQUEST }
  const read = <K extends keyof DetectRequest>(name: K) => {
    const text = texts[name]
    if (text !== undefined) request[name] = OPTIONS[name].read(text, label(name))
  }
  for (const name of Object.keys(OPTIONS) as (keyof DetectRequest)[]) read(name)
  return request
}

/** Of a request the options that are not as usual, as texts. */
export function writeRequest(request: DetectRequest): Record<string, string> {
  const texts: Record<string, string> = {}
  const write = <K extends keyof DetectRequest>(name: K) => {
    const value = request[name]
    if (value !== null && value !== DEFAULT_REQUEST[name]) {
      texts[name] = OPTIONS[name].write(value)
    }
  }
  for (const name of Object.keys(OPTIONS) as (keyof DetectRequest)[]) write(name)
  return texts
}

function readCrystal(text: string): string {
  readProjection(text)
  return text
}

function readContrast(text: string, label: string): Contrast {
  const contrast = CONTRASTS.find((known) => known === text)
  if (contrast) return contrast
  throw new InputError(
    'bad-contrast',
    '',
    `${label} ${text}: give ${CONTRASTS.slice(0, -1).join(', ')} or ${CONTRASTS.at(-1)}`,
  )
}

function wholeNumber({ least, most }: { least: number; most: number }): (text: string, label: string) => number {
  return (text, label) => {
    const value = /^\s*\d+\s*$/.test(text) ? Number(text) : NaN
    if (value >= least && value <= most) return value
    throw new InputError(`bad-${plain(label)}`, '', `${label} ${text}: give a whole number from ${least} to ${most}`)
  }
}

function readRate(text: string, label: string): number {
  const value = text.trim() === '' ? NaN : Number(text)
  if (isRate(value)) return value
  throw new InputError('bad-rate', '', `${label} ${text}: give a number from ${RATE.least} to ${RATE.most}`)
}

/** `--seed` → `seed` */
function plain(label: string): string {
  return label.replace(/^-+/, '')
}

/** Epochs that a preset trains for when nobody asks for another number. Throws an `InputError` for an unknown name. */
export function presetEpochs(name: PresetName): number {
  return presetNamed(name).epochs
}
