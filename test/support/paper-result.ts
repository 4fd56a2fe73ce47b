import type { PaperResult } from '../../src/session/files/result'

/** A small result with one deficit and one excess, for what writes and draws results of the paper's rule. */
export function paperResult(change: Partial<PaperResult> = {}): PaperResult {
  const [width, height] = [48, 32]
  const input = Float32Array.from({ length: width * height }, (_, index) => (index % width) / width)
  const heat = new Float32Array(width * height)
  heat[8 * width + 12] = -0.6
  heat[20 * width + 36] = 0.3
  return {
    name: 'folder/srtio3.tif',
    width,
    height,
    pixelSize: { x: 0.16, y: 0.16 },
    input,
    prediction: input.slice(),
    heat,
    bulkNearMaximum: Float32Array.of(-0.01, 0, 0.01),
    nearMaximum: Float32Array.of(0, -0.2, 0.1),
    interval: { mean: 0, std: 0.01, low: -0.015, high: 0.015 },
    preset: 'fast',
    seed: 7,
    epochs: 40,
    rule: { threshold: 0.2, halfWidth: 6, sigmas: 1.5 },
    detections: [
      { x: 12, y: 8, xAngstrom: 1.92, yAngstrom: 1.28, kind: 'deficit', nearMaximum: -0.2, score: 20 },
      { x: 36, y: 20, xAngstrom: 5.76, yAngstrom: 3.2, kind: 'excess', nearMaximum: 0.1, score: 10 },
    ],
    adapter: { vendor: 'google', architecture: 'swiftshader', description: '', kind: 'software' },
    ...change,
  }
}
