import type { DetectionResult } from '../../session/detector'
import { detectionsCsv, detectionsJson, fileStem, type Training } from '../../session/export'
import { overlayRgba } from '../../session/overlay'

export type ResultFormat = 'json' | 'csv' | 'png'

/** A result as a file, under the name that the command line gives it. */
export async function resultFile(result: DetectionResult, training: Training, format: ResultFormat): Promise<File> {
  const stem = fileStem(result.name)
  switch (format) {
    case 'json':
      return new File([detectionsJson(result, training)], `${stem}.detections.json`, { type: 'application/json' })
    case 'csv':
      return new File([detectionsCsv(result)], `${stem}.detections.csv`, { type: 'text/csv' })
    case 'png':
      return new File([await overlayPng(result)], `${stem}.overlay.png`, { type: 'image/png' })
  }
}

export function modelFile(bytes: Uint8Array, { preset, seed }: Training, from: string): File {
  const name = `${fileStem(from)}.${preset}.seed${seed}.safetensors`
  return new File([bytes as Uint8Array<ArrayBuffer>], name, { type: 'application/octet-stream' })
}

async function overlayPng(result: DetectionResult): Promise<Blob> {
  const { data, width, height } = overlayRgba(result)
  const canvas = new OffscreenCanvas(width, height)
  const context = canvas.getContext('2d')
  if (!context) throw new Error('this browser gives no 2-D canvas')
  context.putImageData(new ImageData(data, width, height), 0, 0)
  return canvas.convertToBlob({ type: 'image/png' })
}
