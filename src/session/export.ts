import { version } from '../version'
import type { Detection, DetectionResult, TrainSummary } from './detector'

/** How the model that judged came to be; what a reader needs to do it again. */
export type Training = Pick<TrainSummary, 'preset' | 'seed' | 'epochs'>

/** One detection as the files write it; `id` is the number beside its ring in the overlay and in the page's table. */
interface ExportedDetection extends Detection {
  id: number
}

/**
 * `NAME.detections.json`. Positions `x`, `y` are pixels from the centre of the top left pixel, `xAngstrom`, `yAngstrom`
 * the same in Å or null where the pixel size is not known. `region` is what counted as bulk: mean ± rule.sigmas · std of
 * the bulk's near-maximum statistic. `formatVersion` changes only when a field changes its meaning or goes.
 */
export interface DetectionsFile {
  format: 'lacuna-detections'
  formatVersion: 1
  versions: { lacuna: string }
  name: string
  size: { width: number; height: number }
  /** Å per pixel, or null. */
  pixelSize: DetectionResult['pixelSize']
  preset: Training['preset']
  seed: number
  epochs: number
  adapter: DetectionResult['adapter']
  rule: DetectionResult['rule']
  region: DetectionResult['region']
  detections: ExportedDetection[]
}

function exportedDetections(result: DetectionResult): ExportedDetection[] {
  return result.detections.map((detection, index) => ({
    id: index + 1,
    x: detection.x,
    y: detection.y,
    xAngstrom: detection.xAngstrom,
    yAngstrom: detection.yAngstrom,
    kind: detection.kind,
    nearMaximum: detection.nearMaximum,
    score: detection.score,
  }))
}

function detectionsFile(result: DetectionResult, training: Training): DetectionsFile {
  return {
    format: 'lacuna-detections',
    formatVersion: 1,
    versions: { lacuna: version },
    name: result.name,
    size: { width: result.width, height: result.height },
    pixelSize: result.pixelSize,
    preset: training.preset,
    seed: training.seed,
    epochs: training.epochs,
    adapter: result.adapter,
    rule: result.rule,
    region: result.region,
    detections: exportedDetections(result),
  }
}

export function detectionsJson(result: DetectionResult, training: Training): string {
  return `${JSON.stringify(detectionsFile(result, training), null, 2)}\n`
}

const COLUMNS = ['id', 'x', 'y', 'xAngstrom', 'yAngstrom', 'kind', 'nearMaximum', 'score'] as const

/** `NAME.detections.csv`: one header line, one line a detection, an empty field where there is no value. */
export function detectionsCsv(result: DetectionResult): string {
  const rows = exportedDetections(result).map((row) => COLUMNS.map((column) => row[column] ?? '').join(','))
  return `${[COLUMNS.join(','), ...rows].join('\n')}\n`
}

/** `NAME` of the files beside a micrograph: its own name without folder and extension. */
export function fileStem(name: string): string {
  const base = name.split(/[/\\]/).pop() ?? name
  return base.replace(/\.[^.]+$/, '') || 'micrograph'
}
