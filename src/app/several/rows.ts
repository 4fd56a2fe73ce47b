import type { Micrograph } from '../../io/micrograph'
import type { SummaryRow } from '../../session/files/summary'
import { t } from '../language/message'
import { said } from '../language/told'
import { percent } from '../shared/format'
import { summaryRows } from '../state/batch'
import type { AppState } from '../state/state'

/** What came of one micrograph of several, and the micrograph itself; null where it is not in memory. */
export interface SeveralRow extends SummaryRow {
  micrograph: Micrograph | null
}

/** One row a file of the list, in its order. */
export function severalRows(state: AppState): SeveralRow[] {
  return summaryRows(state).map((row, n) => {
    const { file, kept } = state.files[n]
    return { ...row, micrograph: file === state.file ? state.micrograph : (kept?.micrograph ?? null) }
  })
}

/** What the table says of one micrograph, under its heading; a dash where there is nothing to say. */
export interface Cells {
  verdict: string
  columns: string
  detections: string
  kinds: string
  rate: string
  model: string
}

const NONE = '–'

export function cellsOf({ result, problem }: SeveralRow): Cells {
  if (result?.verdict !== 'periodic') {
    const verdict = result ? said(result.verdict) : problem === null ? t`not searched` : said(problem)
    return { verdict, columns: NONE, detections: NONE, kinds: NONE, rate: NONE, model: NONE }
  }
  const { request } = result.circumstances
  return {
    verdict: said(result.verdict),
    columns: String(result.result.columns.count),
    detections: String(result.detections.length),
    kinds: kindsOf(result.detections) || NONE,
    rate: percent(request.rate),
    model: modelOf(request),
  }
}

/** `3 vacancy, 1 excess`: the commonest first. */
function kindsOf(detections: readonly { kind: string }[]): string {
  const counts = new Map<string, number>()
  for (const { kind } of detections) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  const most = [...counts].sort(([, a], [, b]) => b - a)
  return most.map(([kind, n]) => `${n} ${said(kind)}`).join(', ')
}

/** A preset, with its seed; of a model from elsewhere the beginning of its hash. */
function modelOf({ model, seed }: { model: string | null; seed: number }): string {
  if (model === null) return NONE
  return model.length > 20 ? model.slice(0, 8) : t`${said(model)}, seed ${seed}`
}
