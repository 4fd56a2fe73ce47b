import type { Evaluation, ScoreResult } from '../../../stem/evaluate/evaluate'
import type { SmoothResult } from '../../../stem/evaluate/metrics'
import type { SmoothDefect } from '../../../stem/patch/smooth-defects'
import { version } from '../../../version'
import { sublatticeName } from './sublattices'

/** `evaluation.json`; all shares are fractions from 0 to 1, sizes of deficits too, sizes of shifts Å. */
export function evaluationJson({ scores, ablation, dose, halves, ...rest }: Evaluation): string {
  const file = {
    versions: { lacuna: version },
    scores: Object.fromEntries(Object.entries(scores).map(([name, result]) => [name, scoreRecord(result)])),
    ...rest,
    ideal: rest.ideal.map(named),
    recognition: rest.recognition.map(named),
    ablation: Object.fromEntries(Object.entries(ablation).map(([name, rows]) => [name, rows.map(smoothRecord)])),
    dose: dose.map(({ score, dose: electrons, ...row }) => ({ score, dose: electrons, ...smoothRecord(row) })),
    halves: halves && {
      ...halves,
      scores: Object.fromEntries(Object.entries(halves.scores).map(([name, rows]) => [name, rows.map(smoothRecord)])),
    },
  }
  return `${JSON.stringify(file, null, 1)}\n`
}

function scoreRecord({ published, smooth }: ScoreResult) {
  const sets = Object.entries(published).map(([set, { auroc, interval, at1percent, aboveAllBulk }]) => {
    return [set, { auroc, interval, at1percent, aboveAllBulk }]
  })
  return { published: Object.fromEntries(sets) as Record<string, unknown>, smooth: smooth.map(smoothRecord) }
}

function smoothRecord({ sublattice, kind, size, auroc, interval, at1percent }: SmoothResult) {
  return named({ sublattice, kind, size, auroc, interval, at1percent })
}

/** A row with the crystal's name for its sublattice. */
function named<Row extends SmoothDefect>(row: Row) {
  return { ...row, sublattice: sublatticeName(row.sublattice) }
}
