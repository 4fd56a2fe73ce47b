import { readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { plainText } from '../io/plain-text'
import type { DetectionResult, LatticeDescription, PaperResult, PatchesResult } from '../session/detector'
import type { FileRecord, MicrographRecord } from '../session/files/record'
import type { RecordedRequest } from '../session/files/circumstances'
import { detectableAtoms } from '../session/files/atoms'
import { dimmestOf } from '../session/files/dimmest'
import { detectableRecord } from '../session/files/detectable'
import { ENDINGS, FRAME_ENDINGS, reportName, SEED_ENDINGS } from '../session/files/result-files'
import type { Reviewed } from '../session/files/review'
import type { SeedsRecord } from '../session/files/seeds'
import { readReview } from '../session/files/review'
import { version } from '../version'
import { LONGEST_TEXT } from './input'
import { fileRecord } from './output'

interface MicrographFound {
  verdict: 'periodic' | 'not periodic'
  reason?: string
  detections: number
  regions: number
  /** Where there is no lattice, the part of the picture that surroundings explain, by which columns were judged; left out where none were. */
  explained?: number
  /** The file of the model that it was searched by; left out where it had one of its own. */
  model?: string
  /** How bright the dimmest sublattice is beside the brightest; null where there is one alone. */
  dimmest?: number | null
  /** How many there are of each kind; left out where there are none. */
  regionKinds?: Readonly<Record<string, number>>
  /** Changes from one frame of a series to the next; left out where the frames were not searched now. */
  events?: number
  /** What searches with several seeds agree on; left out where there was one, or none now. */
  seeds?: string
  /** What would have been found. */
  detectable?: string
  skipped?: true
  /** How the micrograph was changed before it was searched; left out where it was not. */
  remarks?: readonly string[]
  /** Lacuna's own crystals that the lattice fits, where none was named. */
  fits?: readonly string[]
  seconds?: Record<string, number>
}

interface PatchesFound {
  patches: number
  flagged: number
  remark?: string
}

/** Why an input could not be searched: in words, and the error's code for a program. */
interface NotSearched {
  error: string
  code: string
}

/** What `--json` says of one input. */
export type Found = { input: string } & (MicrographFound | { detections: number } | PatchesFound | NotSearched)

/** Where the files of an input are, and what is to be among them: those of the frames of a series, of so many seeds, and a report. */
interface Place {
  folder: string
  name: string
  perFrame: boolean
  seeds: number
  withReport: boolean
}

/** What an earlier run has found of the same file by the same request, if its files are all there, and just as it wrote them. */
export function foundBefore(
  { folder, name, perFrame, seeds, withReport }: Place,
  request: RecordedRequest,
): MicrographFound | null {
  try {
    const before = recordIn(folder, name) as MicrographRecord
    const same = before.versions.lacuna === version && JSON.stringify(before.request) === JSON.stringify(request)
    if (!same || before.formatVersion !== 3 || !before.files?.every((file) => isUnchanged(folder, file))) return null
    const written = new Set(before.files.map((file) => file.name))
    const ofFrames = Object.values(FRAME_ENDINGS).map((end) => `${name}.${end}`)
    if (perFrame && before.verdict === 'periodic' && !ofFrames.every((file) => written.has(file))) return null
    const isSearched = before.verdict === 'periodic' || before.surroundings !== null
    if (seeds > 1 && isSearched && seedsBefore(folder, name, written) !== seeds) return null
    if (withReport && !written.has(reportName(name))) return null
    const { verdict, reason, detections, regions, surroundings, detectable, seconds } = before
    const counts = { detections: detections?.length ?? 0, regions: regions?.length ?? 0, ...kindsOf(regions ?? []) }
    return {
      verdict,
      ...(reason !== null && { reason: plainText(reason) }),
      ...(surroundings && { explained: surroundings.explained }),
      ...counts,
      ...(detectable && { detectable: plainText(detectable.sentence) }),
      seconds,
      skipped: true,
    }
  } catch {
    // No such file, or none of Lacuna's: there is nothing to skip.
    return null
  }
}

/** From how many seeds an earlier run has searched, if its files, which are as it wrote them, say so. */
function seedsBefore(folder: string, name: string, written: ReadonlySet<string>): number | null {
  const [json, csv] = [SEED_ENDINGS.json, SEED_ENDINGS.csv].map((end) => `${name}.${end}`)
  if (!written.has(json) || !written.has(csv)) return null
  const { seeds } = JSON.parse(readFileSync(join(folder, json), 'utf8')) as SeedsRecord
  return seeds.length
}

/** What a person said of an earlier result of the same file, however that was asked for: it stays with its columns. */
export function reviewBefore(folder: string, name: string, sha256: string | null): Reviewed[] {
  try {
    const before = recordIn(folder, name) as Partial<MicrographRecord>
    return before.request?.sha256 === sha256 ? readReview(before.review) : []
  } catch {
    return []
  }
}

/** A pipe of that name would never end, and what is too long is no record. */
function recordIn(folder: string, name: string): unknown {
  const path = join(folder, `${name}.${ENDINGS.json}`)
  const status = statSync(path)
  if (!status.isFile() || status.size > LONGEST_TEXT) throw new Error(`${path} is no record`)
  return JSON.parse(readFileSync(path, 'utf8'))
}

/** A record of anybody's making may name what lies elsewhere, or has no end. */
function isUnchanged(folder: string, { name, bytes, sha256 }: FileRecord): boolean {
  const status = statSync(join(folder, basename(name)))
  if (!status.isFile() || status.size !== bytes) return false
  return fileRecord(name, readFileSync(join(folder, basename(name)))).sha256 === sha256
}

/** `pixelSize`: Å per pixel as the file says. */
export function foundNow(result: DetectionResult, pixelSize: { x: number; y: number } | null): MicrographFound {
  const { verdict, circumstances } = result
  const remarks = circumstances.remarks.length > 0 ? { remarks: circumstances.remarks } : {}
  if (verdict === 'not periodic') {
    const { reason, detections, surroundings } = result
    const searched = surroundings ? { explained: surroundings.explained } : {}
    const counts = { detections: detections?.length ?? 0, regions: 0 }
    return { verdict, reason, ...counts, ...searched, ...remarks, seconds: circumstances.seconds }
  }
  const { findings, regions, seconds, detectable } = result.result
  const all = { ...circumstances.seconds, ...seconds }
  const atoms = detectableAtoms(result, circumstances)
  const { sentence } = detectableRecord(detectable, result.match?.pixelSize ?? pixelSize, atoms)
  const counts = { detections: findings.length, regions: regions.length, ...kindsOf(regions) }
  const dimmest = dimmestOf(result.lattice.sublattices)
  return { verdict, ...counts, detectable: sentence, dimmest, ...remarks, seconds: all }
}

function kindsOf(regions: readonly { kind: string }[]): { regionKinds?: Record<string, number> } {
  if (regions.length === 0) return {}
  const regionKinds: Record<string, number> = {}
  for (const { kind } of regions) regionKinds[kind] = (regionKinds[kind] ?? 0) + 1
  return { regionKinds }
}

/** What the lattice fits, to be told beside what was found; nothing where it fits none. */
export function fitsOf(lattice: LatticeDescription): { fits?: readonly string[] } {
  const names = lattice.verdict === 'periodic' ? lattice.fitting.map(({ name }) => name) : []
  return names.length > 0 ? { fits: names } : {}
}

export function foundByRule({ detections }: PaperResult): { detections: number } {
  return { detections: detections.length }
}

export function foundInPatches({ patches, flagged, remark }: PatchesResult): PatchesFound {
  return { patches, flagged: flagged.filter(Boolean).length, ...(remark !== null && { remark }) }
}

/** What several micrographs of one model have in common, and how their contrast drifts; a line for each model. */
export function describeModels(all: readonly Found[]): string[] {
  const byModel = new Map<string, (number | null)[]>()
  for (const found of all) {
    if (!('model' in found) || found.model === undefined) continue
    byModel.set(found.model, [...(byModel.get(found.model) ?? []), found.dimmest ?? null])
  }
  return [...byModel].flatMap(([model, dimmest]) => {
    if (dimmest.length < 2) return []
    const known = dimmest.filter((part) => part !== null)
    const [low, high] = [Math.min(...known), Math.max(...known)].map((part) => Math.round(100 * part))
    const drift = known.length > 0 ? `; their dimmest sublattice is ${low} to ${high} % as bright as the brightest` : ''
    return [`${model}: ${dimmest.length} micrographs${drift}`]
  })
}

/** One input for a person. */
export function describe(found: Found): string {
  if ('error' in found) return `${found.input}: ${found.error}`
  if ('flagged' in found) {
    const flagged = `${found.input}: ${found.flagged} of ${found.patches} patches are not bulk`
    return found.remark ? `${flagged}\n${found.input}: ${found.remark}` : flagged
  }
  const remarks = 'remarks' in found ? found.remarks : []
  const fits =
    'fits' in found && found.fits ? [`the lattice fits ${found.fits.join(' or ')}; name it with --crystal`] : []
  return [inOneLine(found), ...[...(remarks ?? []), ...fits].map((remark) => `${found.input}: ${remark}`)].join('\n')
}

function inOneLine(found: { input: string } & (MicrographFound | { detections: number })): string {
  const before = 'skipped' in found && found.skipped ? ' (found before; its files stay)' : ''
  const places = `${found.detections} ${found.detections === 1 ? 'column does' : 'columns do'} not belong`
  if ('reason' in found && found.reason !== undefined) {
    const searched = found.explained === undefined ? '' : `; by what surrounds them, ${places}`
    return `${found.input}: not periodic: ${found.reason}${searched}${before}`
  }
  const regions =
    'regions' in found && found.regions > 0
      ? `, ${found.regions} ${found.regions === 1 ? 'region' : 'regions'}${kindsInWords(found.regionKinds)}`
      : ''
  const detectable = 'detectable' in found && found.detectable ? `. ${found.detectable}` : ''
  const events =
    'events' in found && found.events !== undefined
      ? `, ${found.events} ${found.events === 1 ? 'event' : 'events'} in the frames`
      : ''
  const seeds = 'seeds' in found && found.seeds ? `. ${found.seeds}` : ''
  return `${found.input}: ${places}${regions}${events}${before}${seeds}${detectable}`
}

/** ` (grain, 2 boundary)`. */
function kindsInWords(kinds: Readonly<Record<string, number>> = {}): string {
  const words = Object.entries(kinds).map(([kind, count]) => (count > 1 ? `${count} ${kind}` : kind))
  return words.length > 0 ? ` (${words.join(', ')})` : ''
}
