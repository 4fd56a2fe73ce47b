import type { PaperDetection } from '../../stem/paper/micrograph'
import { version } from '../../version'
import { csv } from './csv'
import type { PaperResult } from './result'

/** One detection as the files write it; `id` is the number beside its ring in the overlay. */
interface ExportedDetection extends PaperDetection {
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
  preset: PaperResult['preset']
  seed: number
  epochs: number
  adapter: PaperResult['adapter']
  rule: PaperResult['rule']
  region: PaperResult['interval']
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

function detectionsFile(result: PaperResult): DetectionsFile {
  return {
    format: 'lacuna-detections',
    formatVersion: 1,
    versions: { lacuna: version },
    name: result.name,
    size: { width: result.width, height: result.height },
    pixelSize: result.pixelSize,
    preset: result.preset,
    seed: result.seed,
    epochs: result.epochs,
    adapter: result.adapter,
    rule: result.rule,
    region: result.interval,
    detections: exportedDetections(result),
  }
}

export function paperJson(result: PaperResult): string {
  return `${JSON.stringify(detectionsFile(result), null, 2)}\n`
}

const COLUMNS = ['id', 'x', 'y', 'xAngstrom', 'yAngstrom', 'kind', 'nearMaximum', 'score'] as const

/** `NAME.detections.csv`: one header line, one line a detection, an empty field where there is no value. */
export function paperCsv(result: PaperResult): string {
  const rows = exportedDetections(result).map((row) => COLUMNS.map((column) => row[column] ?? null))
  return csv([COLUMNS, ...rows])
}
