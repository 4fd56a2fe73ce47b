import { LacunaError } from '../../errors'
import type { Micrograph } from '../../io/micrograph'
import type { DetectionResult, PeriodicResult, Training } from '../../session/detector'
import { fieldOverlay, heatTiff } from '../../session/picture/overlay'
import { fieldRecord } from '../../session/files/record'
import { fieldDetectionsCsv, fieldJson } from '../../session/files/tables'
import { fileStem } from '../../session/files/file-stem'
import type { ResultFormat } from '../results/lacuna-results'

/** A result as a file, of the content and under the name that the command line gives it. */
export async function resultFile(micrograph: Micrograph, result: DetectionResult, format: ResultFormat): Promise<File> {
  const stem = fileStem(result.name)
  const record = () => fieldRecord(micrograph, result, result.circumstances)
  if (format === 'json') {
    return new File([fieldJson(record())], `${stem}.detections.json`, { type: 'application/json' })
  }
  if (result.verdict === 'not periodic') {
    throw new LacunaError('no-result', 'the micrograph is not periodic: there is that verdict (json), and nothing else')
  }
  switch (format) {
    case 'csv':
      return new File([fieldDetectionsCsv(record())], `${stem}.detections.csv`, { type: 'text/csv' })
    case 'png':
      return new File([await overlayPng(micrograph, result)], `${stem}.overlay.png`, { type: 'image/png' })
    case 'tiff':
      return file(heatTiff(micrograph, result), `${stem}.heat.tif`, 'image/tiff')
  }
}

export function modelFile(bytes: Uint8Array, { preset, seed }: Training, from: string): File {
  return file(bytes, `${fileStem(from)}.${preset}.seed${seed}.safetensors`, 'application/octet-stream')
}

function file(bytes: Uint8Array, name: string, type: string): File {
  return new File([bytes as Uint8Array<ArrayBuffer>], name, { type })
}

async function overlayPng(micrograph: Micrograph, result: PeriodicResult): Promise<Blob> {
  const { data, width, height } = fieldOverlay(micrograph, result)
  const canvas = new OffscreenCanvas(width, height)
  const context = canvas.getContext('2d')
  if (!context) throw new Error('this browser gives no 2-D canvas')
  context.putImageData(new ImageData(data, width, height), 0, 0)
  return canvas.convertToBlob({ type: 'image/png' })
}
