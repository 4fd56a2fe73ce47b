import { InputError } from '../../errors'
import type { Micrograph } from '../../io/micrograph'
import type { DetectionResult } from '../files/result'
import { readReview, type Reviewed } from '../files/review'
import type { OpenedInput, OpeningAsked } from '../opening'
import { readOpening } from '../opening'
import { sha256 } from '../recorded'
import { isSession, readSession } from '../session-file/session-file'
import { readRecord } from './record-schema'
import { resultOf } from './result'

/** Bytes and what messages call them. */
export interface Named {
  bytes: Uint8Array
  name: string
}

/** What was saved, to be looked at. */
export interface Saved {
  micrograph: Micrograph
  simulated: boolean
  /** Null where nothing was found yet. */
  result: DetectionResult | null
  review: readonly Reviewed[]
  selected: number | null
  /** How it was looked at; null where that was not saved. */
  view: unknown
}

/** What reading takes: an image's reader, and what fetches the micrograph that a session names by its address. */
export interface SavedReaders {
  read: (bytes: Uint8Array, name: string, asked: OpeningAsked) => Promise<OpenedInput>
  fetch: (address: string) => Promise<Named>
}

/** Files that were saved beside a micrograph; each may be left out. */
export interface Beside {
  /** `NAME.detections.json`. */
  results: Named | null
  /** `NAME.heat.tif`. */
  heat: Named | null
  /** `NAME.phase.tif`. */
  phase: Named | null
}

/**
 * What was saved of a search: a `.lacuna` session, or a micrograph with the files beside it. Takes no model and no adapter. Rejects
 * with an InputError that names the file.
 */
export async function openSaved(source: Named, beside: Beside, readers: SavedReaders): Promise<Saved> {
  if (isSession(source.bytes)) return openedSession(source, readers)
  const { results, heat, phase } = beside
  const record = results && readRecord(text(results), results.name)
  const asked = record ? await openingAs(record, source.bytes) : {}
  const micrograph = await picture(source, asked, readers)
  if (!record) return { micrograph, simulated: false, result: null, review: [], selected: null, view: null }
  requireSize(results.name, record.size, micrograph)
  const result = resultOf(record)
  if (heat && result.pictures) result.pictures.heat = (await mapOf(heat, micrograph, readers)).data
  if (phase && result.pictures) result.pictures.phase = (await mapOf(phase, micrograph, readers)).data
  return { micrograph, simulated: false, result, review: readReview(record.review), selected: null, view: null }
}

async function openedSession({ bytes, name }: Named, readers: SavedReaders): Promise<Saved> {
  const { source, run, result, review, selected, view } = await readSession(bytes, name)
  const { address, simulated } = source
  const found = source.bytes
    ? { bytes: source.bytes, name: source.name }
    : address
      ? await readers.fetch(address)
      : null
  if (!found) {
    const next = 'save it again with its picture, or open it in lacuna-detector'
    throw new InputError('session-source', name, `its micrograph, ${source.name}, is not in it; ${next}`)
  }
  const { image, frames, 'pixel-size': size } = Object.fromEntries(new URLSearchParams(run.replace(/^#/, '')))
  const texts = { ...(image && { image }), ...(frames && { frames }), ...(size && { 'pixel-size': size }) }
  const micrograph = await picture(found, readOpening(texts), readers)
  return { micrograph, simulated, result, review, selected, view }
}

/** As the same file was opened then; of another one, such as a copy for the web, the pixel size alone counts. */
async function openingAs(
  { request, pixelSize }: ReturnType<typeof readRecord>,
  bytes: Uint8Array,
): Promise<OpeningAsked> {
  const { sha256: hash, image = null, frames = null } = request
  const isSame = hash !== null && hash === (await sha256(bytes))
  return isSame ? { image, frames, pixelSize: request.pixelSize ?? null } : { pixelSize: pixelSize.file }
}

async function picture({ bytes, name }: Named, asked: OpeningAsked, { read }: SavedReaders): Promise<Micrograph> {
  const input = await read(bytes, name, asked)
  if (input.kind === 'micrograph') return input.micrograph
  throw new InputError('stack', name, 'it holds a stack of patches, which is no picture; give a micrograph')
}

async function mapOf(file: Named, micrograph: Micrograph, readers: SavedReaders): Promise<Micrograph> {
  const map = await picture(file, { withGaps: true }, readers)
  requireSize(file.name, map, micrograph)
  return map
}

function requireSize(name: string, { width, height }: Extent, micrograph: Extent & { name: string }): void {
  if (width === micrograph.width && height === micrograph.height) return
  const size = `${micrograph.width} × ${micrograph.height}`
  const cause = `it is of a picture of ${width} × ${height} px, and ${micrograph.name} has ${size}`
  throw new InputError('results-other', name, `${cause}; give the two that belong together`)
}

interface Extent {
  width: number
  height: number
}

function text({ bytes }: Named): string {
  return new TextDecoder().decode(bytes)
}
