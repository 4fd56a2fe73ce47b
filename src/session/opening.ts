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
import { FrameSum } from '../stem/math/align'

export type { Opening }

export const DEFAULT_OPENING: Readonly<Opening> = { image: null, frames: null, pixelSize: null }

/** What is asked of an opening, with what it reports and what ends it. */
export type OpeningAsked = Partial<Opening> & LongCall

/** The opening among the options of a call, whole. */
export function openingOf({ image = null, frames = null, pixelSize = null }: Partial<Opening>): Opening {
  return { image, frames, pixelSize }
}

/** Å per pixel: between these two every micrograph lies. */
const PIXEL = { least: 1e-3, most: 1e4 }

/** Reads options written as texts; `label` turns a name into what messages call it. */
export function readOpening(
  texts: Readonly<Partial<Record<'image' | 'frames' | 'pixel-size', string>>>,
  label: (name: string) => string = (name) => name,
): Opening {
  const { image, frames, 'pixel-size': pixelSize } = texts
  return {
    image: image?.trim() || null,
    frames: frames === undefined ? null : readFrames(frames, label('frames')),
    pixelSize: pixelSize === undefined ? null : readPixelSize(pixelSize, label('pixel-size')),
  }
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

/** A file as one micrograph or as a stack of patches. Several frames are summed; a person is told what was taken. */
export async function openInput(bytes: Uint8Array, name: string, asked: OpeningAsked = {}): Promise<Input> {
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
  const { frames: chosen, remark } = chooseFrames(name, file.images, opening)
  const frames = pixelSize ? chosen.map((image) => calibratedByHand(image, pixelSize)) : chosen
  const micrograph = frames.length === 1 ? frames[0].read() : await summed(frames, asked)
  const warnings = [...(micrograph.warnings ?? []), ...(remark === null ? [] : [remark])]
  return { kind: 'micrograph', micrograph: { ...micrograph, warnings } }
}

async function summed(frames: readonly FileImage[], call: LongCall): Promise<Micrograph> {
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
  return { ...first!, data, metadata, warnings }
}
