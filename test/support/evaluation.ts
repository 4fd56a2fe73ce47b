import type { Evaluation } from '../../src/stem/evaluate/evaluate'
import type { Separation } from '../../src/stem/evaluate/metrics'
import { DOSE_ROWS, DOSES, HARD_ROWS, SMOOTH_ROWS } from '../../src/stem/evaluate/rows'
import { DEFECT_SETS } from '../../src/stem/paper/image-sets'

const separation: Separation = { auroc: 0.9, interval: [0.88, 0.92], at1percent: 0.8, aboveAllBulk: 0.7 }

/** An evaluation as `evaluate` gives it, without an adapter and in no time. */
export function madeUpEvaluation(): Evaluation {
  const published = Object.fromEntries(DEFECT_SETS.map((set) => [set, separation])) as Record<
    (typeof DEFECT_SETS)[number],
    Separation
  >
  const rows = (list: typeof SMOOTH_ROWS) => list.map((row) => ({ ...row, ...separation }))
  const result = () => ({ published, smooth: rows(SMOOTH_ROWS) })
  const alarms = [{ rate: 0.01, found: 0.02, patches: 40, interval: [0, 0.04] as [number, number] }]
  return {
    source: 'made up <for> tests',
    remark: 'Mind the overlap.',
    preset: 'fast',
    seed: 3,
    epochs: 2,
    adapter: { vendor: 'none', architecture: '', description: 'pencil and paper', kind: 'software' },
    seconds: { lacuna: 61, paper: 59 },
    patches: { training: 85, heldOut: 15, calibration: 100, bulk: 40 },
    scores: { lacuna: result(), 'pca-40': result(), 'pca-20': result(), template: result(), paper: result() },
    ideal: SMOOTH_ROWS.map((row) => ({ ...row, auroc: 0.95 })),
    scatter: { intensity: [0.05, 0.08], position: [0.08, 0.1], columns: [7, 7] },
    falseAlarms: alarms,
    recognition: [
      {
        sublattice: 0,
        kind: 'shift',
        size: 0.3,
        detected: 1,
        rightlyCalled: 0.9,
        displacementError: 0.1,
        statedError: 0.09,
      },
      {
        sublattice: 1,
        kind: 'deficit',
        size: 0.5,
        detected: 1,
        rightlyCalled: 1,
        displacementError: null,
        statedError: null,
      },
    ],
    ablation: { lacuna: rows(HARD_ROWS), 'PCA-40': rows(HARD_ROWS).map((row) => ({ ...row, auroc: 0.95 })) },
    dose: DOSES.flatMap((dose) =>
      DOSE_ROWS.flatMap((row) => ['lacuna', 'pca-40'].map((score) => ({ ...row, ...separation, score, dose }))),
    ),
    prediction: 'lattice',
    overlap: { columns: 0.3, patches: 0.6 },
    halves: {
      micrograph: 'micrograph.tif',
      patches: { training: 100, test: 30 },
      scores: { lacuna: rows(HARD_ROWS), 'pca-40': rows(HARD_ROWS) },
      falseAlarms: alarms,
    },
    atoms: {
      phonons: 8,
      rows: [
        {
          sublattice: 'sr',
          kind: 'vacancy',
          atoms: 5,
          of: 20,
          depth: 39,
          signal: -0.25,
          defects: 12,
          found: 11,
          false: 1,
        },
      ],
    },
  }
}
