import { InputError } from '../errors'
import type { Frames, Opening } from '../io/choose'
import { chooseFrames } from '../io/choose'
import { requireFinite } from '../io/check'
import type { FileImage } from '../io/images'
import { calibratedByHand, metadataOf } from '../io/images'
import type { Input, Micrograph } from '../io/micrograph'
import { openFile } from '../io/read'
import type { LongCall } from '../progress'
import { counter } from '../progress'
import type { Shift } from '../stem/math/align'
import { FrameSum } from '../stem/math/align'
import type { FileContents } from './contents'
import { contentsOf } from './contents'

export type { Opening }

export const DEFAULT_OPENING: Readonly<Opening> = { image: null, frames: null, pixelSize: null }

/** What is asked of an opening, with what it reports and what ends it. */
export interface OpeningAsked extends Partial<Opening>, LongCall {
  /** Draws small pictures of a file's images, to choose from. */
  thumbnails?: boolean
  /** Takes NaN as it is, which a heat map has where nothing is predicted; in a micrograph it is refused. */
  withGaps?: boolean
}

/** The opening among the options of a call, whole. */
export function openingOf({ image = null, frames = null, pixelSize = null }: Partial<Opening>): Opening {
  return { image, frames, pixelSize }
}

/** The options of an opening as texts, by the names that the command gives them. */
type OpeningTexts = Record<'image' | 'frames' | 'pixel-size', string>

/** Å per pixel: between these two every micrograph lies. */
export const PIXEL = { least: 1e-3, most: 1e4 }

/** Reads options written as texts; `label` turns a name into what messages call it. */
export function readOpening(
  texts: Readonly<Partial<OpeningTexts>>,
  label: (name: string) => string = (name) => name,
): Opening {
  const { image, frames, 'pixel-size': pixelSize } = texts
  return {
    image: image?.trim() || null,
    frames: frames === undefined ? null : readFrames(frames, label('frames')),
    pixelSize: pixelSize === undefined ? null : readPixelSize(pixelSize, label('pixel-size')),
  }
}

/** Of an opening the options that are not as usual, as texts. */
export function writeOpening({ image, frames, pixelSize }: Opening): Partial<Record<keyof OpeningTexts, string>> {
  return {
    ...(image !== null && { image }),
    ...(frames !== null && { frames: writeFrames(frames) }),
    ...(pixelSize !== null && { 'pixel-size': writePixelSize(pixelSize) }),
  }
}

/** As `readOpening` reads it: `all`, `3` or `2-5`. */
export function writeFrames(frames: Frames): string {
  if (frames === 'all') return frames
  return frames.first === frames.last ? String(frames.first) : `${frames.first}-${frames.last}`
}

/** As `readOpening` reads it: `0.2`, or `0.2,0.25` where pixels are not square. */
export function writePixelSize({ x, y }: { x: number; y: number }): string {
  return x === y ? String(x) : `${x},${y}`
}

function readFrames(text: string, label: string): Frames {
  if (text.trim() === 'all') return 'all'
  const [, first, last = first] = /^\s*(\d{1,9})(?:\s*-\s*(\d{1,9}))?\s*$/.exec(text) ?? []
  const frames = { first: Number(first), last: Number(last) }
  if (frames.first >= 1 && frames.last >= frames.first) return frames
  throw new InputError('bad-frames', '', `${label} ${text}: give all, a number such as 3, or a range such as 2-5`)
}

function readPixelSize(text: string, label: string): { x: number; y: number } {
  const parts = text.split(',').map((part) => (part.trim() === '' ? NaN : Number(part)))
  const [x, y = x] = parts
  if (parts.length <= 2 && [x, y].every((size) => size >= PIXEL.least && size <= PIXEL.most)) return { x, y }
  throw new InputError('bad-pixel-size', '', `${label} ${text}: give Å per pixel, such as 0.2, or x and y: 0.2,0.25`)
}

/** What a file was opened as. */
export type OpenedInput = { kind: 'micrograph'; micrograph: Micrograph; contents: FileContents } | PatchInput
type PatchInput = Extract<Input, { kind: 'stack' }>

/** A file as one micrograph or as a stack of patches. Several frames are summed; the page and the command say what was taken. */
export async function openInput(bytes: Uint8Array, name: string, asked: OpeningAsked = {}): Promise<OpenedInput> {
  const opening = openingOf(asked)
  const file = await openFile(bytes, name)
  if (file.kind === 'stack') {
    if (opening.image !== null || opening.frames !== null)
      throw new InputError(
        'stack',
        name,
        'a stack of patches has no images to choose from; leave --image and --frames out',
      )
    requireFinite(name, file.stack.data, file.stack.width)
    return file
  }
  const { pixelSize } = opening
  const { frames, remark } = chooseFrames(name, file.images, opening)
  const calibrated = pixelSize ? frames.map((image) => calibratedByHand(image, pixelSize)) : frames
  const taken =
    calibrated.length === 1
      ? { picture: calibrated[0].read(asked.withGaps), drift: null }
      : await summed(calibrated, asked)
  const warnings = [...(taken.picture.warnings ?? []), ...(remark === null ? [] : [remark])]
  const micrograph = { ...taken.picture, warnings }
  const contents = contentsOf(file.images, { frames, micrograph, drift: taken.drift }, asked.thumbnails ?? false)
  return { kind: 'micrograph', micrograph, contents }
}

async function summed(frames: readonly FileImage[], call: LongCall): Promise<{ picture: Micrograph; drift: Shift[] }> {
  const [{ width, height, series }] = frames
  const sum = new FrameSum(width, height)
  const counted = counter('read', 'frame', frames.length, call)
  let first: Micrograph | null = null
  for (const frame of frames) {
    const micrograph = frame.read()
    first ??= { ...micrograph, data: new Float32Array(0) }
    sum.add(micrograph.data)
    await counted()
  }
  const { sum: data, shifts } = sum.result()
  const farthest = Math.max(...shifts.map(({ x, y }) => Math.hypot(x, y)))
  const moved = farthest === 0 ? 'none had to be moved' : `moved by up to ${farthest.toFixed(1)} px onto the first`
  const metadata = metadataOf({ ...first!.metadata, frame: null, frames: series!.frames, summed: frames.length })
  const warnings = [...(first!.warnings ?? []), `${frames.length} frames are summed after rigid alignment (${moved})`]
  // A frame is moved against the drift.
  const drift = shifts.map(({ x, y }) => ({ x: 0 - x, y: 0 - y }))
  return { picture: { ...first!, data, metadata, warnings }, drift }
}
