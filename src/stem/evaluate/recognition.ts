import type { PatchJudge } from '../patch-detector/calibrate'
import { conformalPValue } from '../math/conformal'
import type { ColumnChange } from '../patch/scores'
import { describeColumn } from '../patch-detector/column-change'
import { patchScore, judge, deviations } from '../patch-detector/observer'
import type { Look } from '../patch-detector/response'
import { Random } from '../../nn'
import type { PatchSet } from '../patch/patches'
import type { SmoothDefect } from '../patch/smooth-defects'
import { renderSmoothDefects } from '../patch/smooth-defects'
import { PUBLISHED_PIXEL, publishedDrawing } from './published-drawing'
import { SUBLATTICES } from './rows'

/** What is said of defects of one kind and size that were detected at 1 % false alarms. */
export interface Recognition extends SmoothDefect {
  /** Part of them that was detected, and part of these whose best column is the right one and is called rightly. */
  detected: number
  rightlyCalled: number
  /** Root mean square error of the displacement's length and direction, Å along each axis; what the model states. */
  displacementError: number | null
  statedError: number | null
}

const RATE = 0.01
const ROWS: readonly SmoothDefect[] = SUBLATTICES.flatMap((sublattice): SmoothDefect[] => [
  { sublattice, kind: 'deficit', size: 0.5 },
  { sublattice, kind: 'shift', size: 0.3 },
  { sublattice, kind: 'shift', size: 0.5 },
])

export async function recognise(columns: PatchJudge, bulk: PatchSet, look: Look): Promise<Recognition[]> {
  const results: Recognition[] = []
  for (const row of ROWS) results.push(await recogniseRow(columns, bulk, row, look))
  return results
}

async function recogniseRow(
  { observer, response }: PatchJudge,
  bulk: PatchSet,
  row: SmoothDefect,
  look: Look,
): Promise<Recognition> {
  const { geometry } = observer.scatter
  const { patches, truth } = renderSmoothDefects(bulk, row, publishedDrawing(geometry), new Random(2))
  const { inputs, predictions } = await look(patches)
  const squares: number[] = []
  const stated: number[] = []
  let [detected, right] = [0, 0]
  deviations(inputs, predictions, geometry).forEach((patch, n) => {
    const columns = judge(patch, inputs.size, observer.scatter)
    if (columns.length === 0 || conformalPValue(observer.patches, patchScore(columns)) > RATE) return
    detected++
    const found = columns.reduce((most, column) => (column.score > most.score ? column : most))
    const finding = describeColumn(found, response)
    const near = Math.hypot(found.x - truth[n].x, found.y - truth[n].y) < 0.5 * geometry.spacing
    if (near && isRight(finding, row)) right++
    if (near && row.kind === 'shift') {
      squares.push((finding.dx - truth[n].dx) ** 2, (finding.dy - truth[n].dy) ** 2)
      stated.push(finding.displacementError)
    }
  })
  const rms = (values: readonly number[]) => Math.sqrt(values.reduce((a, b) => a + b, 0) / values.length)
  return {
    ...row,
    detected: detected / bulk.count,
    rightlyCalled: right / Math.max(detected, 1),
    displacementError: squares.length ? rms(squares) * PUBLISHED_PIXEL : null,
    statedError: stated.length ? (stated.reduce((a, b) => a + b) / stated.length) * PUBLISHED_PIXEL : null,
  }
}

function isRight({ kind, strength }: ColumnChange, row: SmoothDefect): boolean {
  if (row.kind === 'shift') return kind === 'displacement'
  return strength < 0 && (kind === 'deficit' || kind === 'vacancy' || kind === 'B-on-A')
}
