import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate'
import * as v from 'valibot'
import { InputError } from '../../errors'
import type { Micrograph } from '../../io/micrograph'
import { writeTiff } from '../../io/tiff/write'
import { damagedFile } from '../../io/zip-sums'
import { version } from '../../version'
import type { DetectionResult, UnperiodicResult } from '../files/result'
import { readReview, type Reviewed } from '../files/review'
import { judgement } from '../picture/pictured'
import { sha256 } from '../recorded'
import { pack, unpack } from './plain'

const FORMAT = 'lacuna-session'
const FORMAT_VERSION = 1
/** Bytes before the name of a zip's first file. */
const LOCAL_HEADER = 30
/** Of everything that is unpacked: as much as the largest micrograph, its result and its model take. */
const MOST_BYTES = 2 ** 31

/** What a session is of. */
interface SessionSource {
  name: string
  /** Of `bytes`, in the session or not; null where no hash can be had. */
  sha256: string | null
  /** The micrograph's file, of a simulated one a TIFF; null where it lies at an address, or was left out. */
  bytes: Uint8Array | null
  simulated: boolean
  /** Where it lies, if it came from there. */
  address: string | null
}

/** One sitting as it is saved: what was opened, how, what was learned, found and said of it, and how it was looked at. */
export interface SessionContent {
  source: SessionSource
  /** The run as an address has it: `#preset=fast&seed=1`. */
  run: string
  model: { bytes: Uint8Array; name: string } | null
  result: DetectionResult | null
  review: readonly Reviewed[]
  selected: number | null
  /** How the picture was looked at; whoever reads it takes what it knows. */
  view: unknown
}

const HEAD = v.object({
  format: v.literal(FORMAT),
  formatVersion: v.literal(FORMAT_VERSION),
  source: v.object({
    name: v.string(),
    sha256: v.nullable(v.string()),
    simulated: v.boolean(),
    address: v.nullable(v.string()),
  }),
  run: v.string(),
  model: v.nullable(v.string()),
  review: v.unknown(),
  selected: v.nullable(v.number()),
  view: v.unknown(),
})

const DETECTIONS = v.array(v.object({ id: v.number(), x: v.number(), y: v.number(), kind: v.string() }))
const JUDGED = {
  columns: v.object({ count: v.number(), x: v.instance(Float64Array), y: v.instance(Float64Array) }),
  scored: v.object({ pValue: v.instance(Float64Array), threshold: v.number() }),
  findings: v.array(v.object({ column: v.number() })),
}

/** What a result has at least, so that a page can show it; without a lattice earlier versions had no pictures. */
const RESULT = v.variant('verdict', [
  v.object({
    verdict: v.literal('not periodic'),
    reason: v.string(),
    circumstances: v.object({}),
    surroundings: v.nullish(v.object({ radius: v.number(), ...JUDGED })),
    detections: v.nullish(DETECTIONS),
    pictures: v.nullish(v.object({ heat: v.instance(Float32Array) })),
  }),
  v.object({
    verdict: v.literal('periodic'),
    detections: DETECTIONS,
    circumstances: v.object({ request: v.object({ rate: v.number() }) }),
    asked: v.object({ rate: v.number() }),
    pictures: v.object({ heat: v.instance(Float32Array) }),
    lattice: v.object({ sublattices: v.array(v.object({ name: v.string() })), lengths: v.array(v.number()) }),
    result: v.object(JUDGED),
  }),
])

const [HEAD_FILE, SOURCE, MODEL, RESULT_FILE, ARRAYS] = [
  'session.json',
  'source.bin',
  'model.safetensors',
  'result.json',
  'result.bin',
]

/** A micrograph that came from no file as one, a float32 TIFF with the pixel size. */
export function pictureFile({ data, width, height, pixelSize }: Micrograph): Uint8Array {
  return writeTiff(data, { width, height, pixelSize })
}

/** A `.lacuna` file: a zip of JSON, the micrograph's own file, the model, and the arrays of the result. */
export function writeSession({ source, model, result, run, ...rest }: SessionContent): Uint8Array {
  const { bytes, ...about } = source
  const head = {
    format: FORMAT,
    formatVersion: FORMAT_VERSION,
    versions: { lacuna: version },
    source: about,
    run,
    model: model && model.name,
    ...rest,
  }
  const packed = result && pack(result)
  return zipSync(
    {
      [HEAD_FILE]: strToU8(`${JSON.stringify(head, null, 2)}\n`),
      // Files of micrographs are mostly noise: packing them takes long and saves little.
      ...(bytes && { [SOURCE]: [bytes, { level: 0 }] as const }),
      ...(model && { [MODEL]: [model.bytes, { level: 0 }] as const }),
      ...(packed && { [RESULT_FILE]: strToU8(packed.json), [ARRAYS]: packed.binary }),
    },
    { level: 4 },
  )
}

/** Whether these are the bytes of a session, sound or not: its head is the first file of the zip. */
export function isSession(bytes: Uint8Array): boolean {
  const name = bytes.subarray(LOCAL_HEADER, LOCAL_HEADER + HEAD_FILE.length)
  return bytes[0] === 0x50 && bytes[1] === 0x4b && strFromU8(name) === HEAD_FILE
}

/** Rejects with an InputError that names the file where it is no session, damaged, or of a later version. */
export async function readSession(bytes: Uint8Array, name: string): Promise<SessionContent> {
  const files = unzipped(bytes, name)
  const head = parsed(HEAD, () => JSON.parse(strFromU8(files[HEAD_FILE] ?? strToU8('null'))) as unknown, name)
  const { source, model, run, selected, view, review } = head
  const picture = files[SOURCE] ?? null
  if (picture && source.sha256 !== null && (await sha256(picture)) !== source.sha256)
    throw corrupt(name, 'its micrograph is not the one that it was saved with')
  const packed = files[RESULT_FILE]
  const result = packed ? resultOf(strFromU8(packed), files[ARRAYS] ?? new Uint8Array(0), name) : null
  return {
    source: { ...source, bytes: picture },
    run,
    model: model !== null && files[MODEL] ? { bytes: files[MODEL], name: model } : null,
    result,
    review: readReview(review),
    selected,
    view,
  }
}

function unzipped(bytes: Uint8Array, name: string): Record<string, Uint8Array> {
  const known = new Set([HEAD_FILE, SOURCE, MODEL, RESULT_FILE, ARRAYS])
  let total = 0
  try {
    const files = unzipSync(bytes, {
      filter: ({ name: file, originalSize }) => {
        if (!known.has(file)) return false
        total += originalSize
        if (total > MOST_BYTES) throw corrupt(name, 'it claims to hold more than a session can')
        return true
      },
    })
    const damaged = damagedFile(bytes, files)
    if (damaged !== null) throw corrupt(name, `the checksum of ${damaged} in it is another`)
    return files
  } catch (cause) {
    if (cause instanceof InputError) throw cause
    throw corrupt(name, 'it is no session, or ends early', cause)
  }
}

function resultOf(json: string, binary: Uint8Array, name: string): DetectionResult {
  let found: unknown
  parsed(RESULT, () => (found = unpack(json, binary, name)), name)
  const read = found as DetectionResult
  const result = read.verdict === 'not periodic' ? withPictures(read) : read
  if (!result.pictures) return result
  const { columns, scored, findings } = judgement(result)
  const isWhole = [columns.x, columns.y, scored.pValue].every(({ length }) => length === columns.count)
  if (!isWhole || findings.length !== result.detections.length) throw corrupt(name, 'its result is damaged')
  return result
}

/** Earlier versions drew no pictures of a micrograph without a lattice. */
function withPictures(result: UnperiodicResult): UnperiodicResult {
  if (!result.surroundings) return { ...result, surroundings: null, detections: null, pictures: null }
  const { columnHeight = NaN } = result.surroundings as Partial<typeof result.surroundings>
  const { pictures = { heat: new Float32Array(0), prediction: null } } = result as Partial<typeof result>
  return { ...result, surroundings: { ...result.surroundings, columnHeight }, pictures }
}

function parsed<T>(schema: v.GenericSchema<unknown, T>, read: () => unknown, name: string): T {
  try {
    return v.parse(schema, read())
  } catch (cause) {
    if (cause instanceof InputError) throw cause
    throw corrupt(name, 'it is no session of this version of Lacuna, or damaged', cause)
  }
}

function corrupt(name: string, what: string, cause?: unknown): InputError {
  return new InputError('session-corrupt', name, `${what}; save it again, or open its micrograph`, { cause })
}
