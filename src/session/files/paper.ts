import type { Detection } from '../../stem/paper/detect'
import { version } from '../../version'
import type { TrainSummary } from '../detector'
import type { PaperResult } from './paper-result'

type Training = Pick<TrainSummary, 'preset' | 'seed' | 'epochs'>

/** One detection as the files write it; `id` is the number beside its ring in the overlay. */
interface ExportedDetection extends Detection {
  id: number
}

/**
 * `NAME.detections.json` of the paper's rule. Positions `x`, `y` are pixels from the centre of the top left pixel, `xAngstrom`, `yAngstrom`
 * the same in Å or null where the pixel size is not known. `region` is what counted as bulk: mean ± rule.sigmas · std of
 * the bulk's near-maximum statistic. `formatVersion` changes only when a field changes its meaning or goes.
 */
interface DetectionsFile {
  format: 'lacuna-detections'
  formatVersion: 1
  versions: { lacuna: string }
  name: string
  size: { width: number; height: number }
  /** Å per pixel, or null. */
  pixelSize: PaperResult['pixelSize']
  preset: Training['preset']
  seed: number
  epochs: number
  adapter: PaperResult['adapter']
  rule: PaperResult['rule']
  region: PaperResult['region']
  detections: ExportedDetection[]
}

function exportedDetections(result: PaperResult): ExportedDetection[] {
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

function detectionsFile(result: PaperResult, training: Training): DetectionsFile {
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

export function detectionsJson(result: PaperResult, training: Training): string {
  return `${JSON.stringify(detectionsFile(result, training), null, 2)}\n`
}

const COLUMNS = ['id', 'x', 'y', 'xAngstrom', 'yAngstrom', 'kind', 'nearMaximum', 'score'] as const

/** `NAME.detections.csv`: one header line, one line a detection, an empty field where there is no value. */
export function detectionsCsv(result: PaperResult): string {
  const rows = exportedDetections(result).map((row) => COLUMNS.map((column) => row[column] ?? '').join(','))
  return `${[COLUMNS.join(','), ...rows].join('\n')}\n`
}
