import type { Micrograph } from '../../io/micrograph'
import { encodeRgba } from '../../io/png'
import type { Raster } from '../picture/canvas'
import { markersOf } from '../picture/marks'
import { displacementMap, heatTiff, micrographOverlay } from '../picture/overlay'
import { kymograph } from '../picture/kymograph'
import { rasterise } from '../picture/rasterise'
import { overlayByRule } from '../picture/paper-overlay'
import { paperCsv, paperJson } from './paper'
import type { SeriesRecord } from './frames'
import { driftCsv, eventsCsv, framesCsv, framesJson, seriesCsv } from './frame-tables'
import { kymographScene } from './kymograph'
import type { FileRecord } from './record'
import { writtenRecord } from './record'
import type { DetectionResult, PaperResult, PatchesResult } from './result'
import type { Reviewed } from './review'
import { placed } from './review'
import { scoresJson } from './scores'
import type { SeedsRecord } from './seeds'
import { seedsCsv, seedsJson } from './seeds'
import { columnsCsvParts, detectionsCsv, detectionsJsonParts } from './tables'
import { textBytes } from './text-bytes'

/**
 * One file of a result; its content is made when it is asked for. The record of a search (JSON) comes last: it may be told of the
 * files that were written with it.
 */
export interface ResultFile {
  name: string
  /** MIME type. */
  type: string
  content: (others?: readonly FileRecord[]) => Uint8Array | string
}

/** How the names of a periodic micrograph's files end, after `NAME.`; any other result has some of these. */
export const ENDINGS = {
  overlay: 'overlay.png',
  displacements: 'displacements.png',
  heat: 'heat.tif',
  phase: 'phase.tif',
  json: 'detections.json',
  csv: 'detections.csv',
  columns: 'columns.csv',
} as const
/** The same of a series' files. */
export const FRAME_ENDINGS = {
  json: 'frames.json',
  csv: 'frames.csv',
  series: 'series.csv',
  events: 'events.csv',
  kymograph: 'kymograph.png',
  drift: 'drift.csv',
} as const
/** The same of what searches with several seeds agree on. */
export const SEED_ENDINGS = { json: 'seeds.json', csv: 'seeds.csv' } as const
/** Pixels to a unit of the kymograph. */
const KYMOGRAPH_SCALE = 2
const SCORES_ENDING = 'scores.json'
const REPORT_ENDING = 'report.html'

/** The longest of the names that a result's files may have, `NAME` being `stem`. */
export function longestName(stem: string): string {
  const ending = Object.values(ENDINGS).reduce((longest, end) => (end.length > longest.length ? end : longest))
  return `${stem}.${ending}`
}

const TYPES: Readonly<Record<string, string>> = {
  png: 'image/png',
  tif: 'image/tiff',
  json: 'application/json',
  csv: 'text/csv',
  html: 'text/html',
}

/**
 * Every file of a search of a micrograph, `NAME` being `stem`, in the order in which they are best made: the record says how
 * long the pictures took. A micrograph without a lattice has no map of displacements; where its surroundings explain nothing either, that verdict
 * (JSON) and nothing else.
 */
export function resultFiles(
  stem: string,
  micrograph: Micrograph,
  result: DetectionResult,
  /** What a person said of detections and columns. */
  review: readonly Reviewed[] = [],
): ResultFile[] {
  let pictureSeconds: number | null = null
  const drawn = <T>(draw: () => T): T => {
    const begun = performance.now()
    const picture = draw()
    pictureSeconds = (pictureSeconds ?? 0) + (performance.now() - begun) / 1000
    return picture
  }
  const record = (files: readonly FileRecord[] | null = null) => {
    const { read, ...later } = result.circumstances.seconds
    const seconds = {
      ...(read !== undefined && { read }),
      ...(pictureSeconds !== null && { pictures: pictureSeconds }),
      ...later,
    }
    return writtenRecord(micrograph, result, { ...result.circumstances, seconds }, { files, review })
  }
  const json = file(stem, ENDINGS.json, (others) => textBytes(detectionsJsonParts(record(others))))
  if (!result.pictures) return [json]
  const { phase } = result.pictures
  return [
    file(stem, ENDINGS.overlay, () =>
      drawn(() => png(micrographOverlay(micrograph, result, markersOf(result, placed(review, result))))),
    ),
    ...(result.verdict === 'periodic'
      ? [file(stem, ENDINGS.displacements, () => drawn(() => png(displacementMap(micrograph, result))))]
      : []),
    file(stem, ENDINGS.heat, () => drawn(() => heatTiff(micrograph, result))),
    ...(phase ? [file(stem, ENDINGS.phase, () => drawn(() => heatTiff(micrograph, result, phase)))] : []),
    file(stem, ENDINGS.csv, () => detectionsCsv(record())),
    file(stem, ENDINGS.columns, () => textBytes(columnsCsvParts(record()))),
    json,
  ]
}

/** The files of a series whose frames were judged, besides those of their sum. */
export function frameFiles(stem: string, record: SeriesRecord): ResultFile[] {
  return [
    file(stem, FRAME_ENDINGS.json, () => framesJson(record)),
    file(stem, FRAME_ENDINGS.csv, () => framesCsv(record)),
    file(stem, FRAME_ENDINGS.series, () => seriesCsv(record)),
    file(stem, FRAME_ENDINGS.events, () => eventsCsv(record.events)),
    file(stem, FRAME_ENDINGS.kymograph, () => png(rasterise(kymograph(kymographScene(record)), KYMOGRAPH_SCALE))),
    file(stem, FRAME_ENDINGS.drift, () => driftCsv(record)),
  ]
}

/** The files of searches with several seeds, besides those of the first. */
export function seedFiles(stem: string, record: SeedsRecord): ResultFile[] {
  return [file(stem, SEED_ENDINGS.csv, () => seedsCsv(record)), file(stem, SEED_ENDINGS.json, () => seedsJson(record))]
}

/** Every file of what the paper's rule finds. */
export function paperFiles(stem: string, result: PaperResult): ResultFile[] {
  return [
    file(stem, ENDINGS.csv, () => paperCsv(result)),
    file(stem, ENDINGS.overlay, () => png(overlayByRule(result))),
    file(stem, ENDINGS.json, () => paperJson(result)),
  ]
}

/** The file of a stack of patches. */
export function patchFiles(stem: string, result: PatchesResult): ResultFile[] {
  return [file(stem, SCORES_ENDING, () => scoresJson(result))]
}

/** The report of a search, whose text is made elsewhere. */
export function reportFile(stem: string, content: () => string): ResultFile {
  return file(stem, REPORT_ENDING, content)
}

export function reportName(stem: string): string {
  return `${stem}.${REPORT_ENDING}`
}

function file(stem: string, ending: string, content: ResultFile['content']): ResultFile {
  return { name: `${stem}.${ending}`, type: TYPES[ending.replace(/^.*\./, '')], content }
}

function png({ data, width, height }: Raster): Uint8Array {
  return encodeRgba(data, width, height)
}
