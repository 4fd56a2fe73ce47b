import type { DetectionResult } from '../../session/detector'
import { detectionsCsv, detectionsJson, fileStem, type Training } from '../../session/export'
import { overlayRgba } from '../../session/overlay'

export type ResultFormat = 'json' | 'csv' | 'png'

/** Hands a result to the browser's downloads, under the names that the command line gives its files. */
export async function saveResult(result: DetectionResult, training: Training, format: ResultFormat): Promise<void> {
  const stem = fileStem(result.name)
  switch (format) {
    case 'json':
      saveFile(`${stem}.detections.json`, new Blob([detectionsJson(result, training)], { type: 'application/json' }))
      return
    case 'csv':
      saveFile(`${stem}.detections.csv`, new Blob([detectionsCsv(result)], { type: 'text/csv' }))
      return
    case 'png':
      saveFile(`${stem}.overlay.png`, await overlayPng(result))
      return
  }
}

export function saveModelFile(bytes: Uint8Array, { preset, seed }: Training, from: string): void {
  const blob = new Blob([bytes as Uint8Array<ArrayBuffer>], { type: 'application/octet-stream' })
  saveFile(`${fileStem(from)}.${preset}.seed${seed}.safetensors`, blob)
}

async function overlayPng(result: DetectionResult): Promise<Blob> {
  const { data, width, height } = overlayRgba(result)
  const canvas = new OffscreenCanvas(width, height)
  const context = canvas.getContext('2d')
  if (!context) throw new Error('this browser gives no 2-D canvas')
  context.putImageData(new ImageData(data, width, height), 0, 0)
  return canvas.convertToBlob({ type: 'image/png' })
}

function saveFile(name: string, blob: Blob): void {
  const address = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  // The download has taken hold of the blob by the next task.
  setTimeout(() => URL.revokeObjectURL(address))
}
