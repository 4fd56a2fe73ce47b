import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ModelError } from '../errors'
import type { Micrograph } from '../io/micrograph'
import { encodeRgba } from '../io/png'
import type { Engine } from '../kernels'
import { adapterSummary } from '../kernels'
import { displacementMap, fieldOverlay, heatTiff } from '../session/picture/overlay'
import type { FieldRecord, Request } from '../session/files/record'
import { fieldRecord } from '../session/files/record'
import { columnsCsv, fieldDetectionsCsv, fieldJson } from '../session/files/tables'
import { detectMicrograph, micrographPatches } from '../session/files/paper-result'
import { detectionsCsv, detectionsJson } from '../session/files/paper'
import { overlayRgba } from '../session/picture/paper-overlay'
import type { BulkModel } from '../stem/model-file/bulk-model'
import { learn } from '../stem/model-file/bulk-model'
import type { Projection } from '../stem/crystal/projection'
import { searchField } from '../stem/micrograph/search'
import type { Preset } from '../stem/model/presets'
import { version } from '../version'
import type { Context } from './command'
import type { Output } from './output'

/** How a micrograph is searched. */
export interface FieldRequest extends Omit<Request, 'sha256'> {
  preset: Preset
  trained: { model: BulkModel; path: string } | null
  projection: Projection | null
}

export interface FieldFound {
  verdict: 'periodic' | 'not periodic'
  reason?: string
  detections: number
  regions: number
  skipped?: true
  seconds?: Record<string, number>
}

/** Files that belong to a micrograph in which a lattice was found. */
const ENDINGS = ['detections.csv', 'columns.csv', 'overlay.png', 'heat.tif', 'displacements.png']

/** What an earlier run has found of the same file by the same request, if its files are all there. */
export function foundBefore(folder: string, name: string, request: Request): FieldFound | null {
  try {
    const before = JSON.parse(readFileSync(join(folder, `${name}.detections.json`), 'utf8')) as FieldRecord
    const same = before.versions.lacuna === version && JSON.stringify(before.request) === JSON.stringify(request)
    const whole =
      before.verdict === 'not periodic' || ENDINGS.every((end) => existsSync(join(folder, `${name}.${end}`)))
    return same && before.formatVersion === 2 && whole ? { ...summary(before), skipped: true } : null
  } catch {
    // No such file, or none of Lacuna's: there is nothing to skip.
    return null
  }
}

/** The request as it is recorded, so that it can be recognised. */
export function requestFor(bytes: Uint8Array, { model, seed, epochs, region, rate, crystal }: FieldRequest): Request {
  return { sha256: sha256(bytes), model, seed, epochs, region, rate, crystal }
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** Searches a micrograph column by column and adds its files to `output`. */
export async function detectField(
  openEngine: () => Promise<Engine>,
  micrograph: Micrograph,
  name: string,
  request: Request,
  { preset, trained, projection, seed, epochs, region, rate }: FieldRequest,
  readSeconds: number,
  output: Output,
  { signal, onProgress }: Context,
): Promise<FieldFound> {
  const model = trained
    ? { vae: trained.model.vae, trainedOn: trained.model.trainedOn, source: trained.path }
    : { preset, epochs: epochs ?? preset.epochs, region }
  const searched = await searchField(openEngine, micrograph, {
    model,
    seed,
    rate,
    crystal: projection,
    signal,
    onProgress,
  })
  const adapter = searched.verdict === 'periodic' ? adapterSummary((await openEngine()).info) : null
  const begun = performance.now()
  if (searched.verdict === 'periodic') addPictures(output, name, micrograph, searched)
  const seconds = { read: readSeconds, pictures: (performance.now() - begun) / 1000 }
  const record = fieldRecord(micrograph, searched, { request, crystal: projection, adapter, seconds })
  output.add(`${name}.detections.json`, fieldJson(record))
  if (record.detections) {
    output.add(`${name}.detections.csv`, fieldDetectionsCsv(record))
    output.add(`${name}.columns.csv`, columnsCsv(record))
  }
  return summary(record)
}

function addPictures(
  output: Output,
  name: string,
  micrograph: Micrograph,
  searched: Parameters<typeof fieldOverlay>[1],
): void {
  const png = ({ data, width, height }: ReturnType<typeof fieldOverlay>) => encodeRgba(data, width, height)
  output.add(`${name}.overlay.png`, png(fieldOverlay(micrograph, searched)))
  output.add(`${name}.displacements.png`, png(displacementMap(micrograph, searched)))
  output.add(`${name}.heat.tif`, heatTiff(micrograph, searched))
}

function summary({ verdict, reason, detections, regions, seconds }: FieldRecord): FieldFound {
  const counts = { detections: detections?.length ?? 0, regions: regions?.length ?? 0 }
  return { verdict, ...(reason !== null && { reason }), ...counts, seconds }
}

/** The paper's rule over the whole micrograph, at its own scale. */
export async function detectByRule(
  engine: Engine,
  micrograph: Micrograph,
  name: string,
  { preset, trained, seed, epochs }: FieldRequest,
  output: Output,
  { signal, onProgress }: Context,
): Promise<{ detections: number }> {
  if (trained?.model.trainedOn && trained.model.trainedOn.scale !== 1) {
    throw new ModelError(
      'model-scale',
      trained.path,
      'it has learned a micrograph at another scale, and the paper’s rule takes pixels as they are; leave --model out',
    )
  }
  const own = () =>
    learn(engine, micrographPatches(micrograph, preset.patch, seed), preset, {
      seed,
      ...(epochs !== null && { epochs }),
      signal,
      onProgress,
    })
  const model = trained?.model ?? (await own())
  try {
    const result = await detectMicrograph(engine, model, micrograph, { signal, onProgress })
    const { data, width, height } = overlayRgba(result)
    const training = { preset: model.vae.preset.name, seed: model.training.seed, epochs: model.training.epochs }
    output.add(`${name}.detections.json`, detectionsJson(result, training))
    output.add(`${name}.detections.csv`, detectionsCsv(result))
    output.add(`${name}.overlay.png`, encodeRgba(data, width, height))
    return { detections: result.detections.length }
  } finally {
    if (!trained) model.vae.release()
  }
}
