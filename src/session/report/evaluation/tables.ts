import type { Evaluation } from '../../../stem/evaluate/evaluate'
import type { SmoothResult } from '../../../stem/evaluate/metrics'
import { DEFECT_SETS } from '../../../stem/paper/image-sets'
import type { SmoothDefect } from '../../../stem/patch/smooth-defects'
import { version } from '../../../version'
import { adapterLabel, duration, percent, SET_LABELS } from '../labels'
import { sublatticeLabel } from './sublattices'

/** A table as text: what HTML and Markdown both show. */
export interface Table {
  title: string
  head: string[]
  rows: string[][]
  note: string
}

const SCORE_LABELS: Readonly<Record<string, string>> = {
  lacuna: 'Lacuna',
  'pca-40': 'PCA-40, matched filters',
  'pca-20': 'PCA-20, paper’s rule',
  template: 'mean template, paper’s rule',
  paper: 'VAE, paper’s rule',
}

const PREDICTION_LABELS = { vae: 'the VAE', lattice: 'the perfect lattice' } as const

function scoreLabel(name: string): string {
  return SCORE_LABELS[name] ?? name
}

/** `Sr −8 %`, `Ti 0.2 Å`. */
function rowLabel({ sublattice, kind, size }: SmoothDefect): string {
  const name = sublatticeLabel(sublattice)
  return kind === 'deficit' ? `${name} −${Math.round(100 * size)} %` : `${name} ${size} Å`
}

export function tables(evaluation: Evaluation): Table[] {
  return [
    publishedTable(evaluation),
    smoothTable(evaluation),
    falseAlarmTable(evaluation),
    recognitionTable(evaluation),
    ablationTable(evaluation),
    doseTable(evaluation),
    ...halvesTable(evaluation),
    ...atomTable(evaluation),
  ]
}

const auroc = (value: number | undefined) => (value === undefined ? '–' : value.toFixed(3))

function publishedTable({ scores, patches }: Evaluation): Table {
  const names = Object.keys(scores)
  return {
    title: 'Image sets: found at 1 % false alarms / above the highest bulk score, %',
    head: ['', ...names.map(scoreLabel)],
    rows: DEFECT_SETS.map((set) => [
      SET_LABELS[set],
      ...names.map((name) => {
        const { at1percent, aboveAllBulk } = scores[name].published[set]
        return `${percent(at1percent)} / ${percent(aboveAllBulk)}`
      }),
    ]),
    note:
      `Against the ${patches.bulk} patches of the bulk test set. PCA-40 stands for the best of its three scores in each ` +
      'row; bulk’s standard deviations in it are those of the bulk test set itself.',
  }
}

function smoothTable({ scores, ideal, scatter }: Evaluation): Table {
  const names = Object.keys(scores)
  const each = (values: readonly number[], digits: number, factor = 1) =>
    values.map((value) => (factor * value).toFixed(digits)).join(' and ')
  return {
    title: 'Smooth defects: AUROC of a patch',
    head: ['', ...names.map(scoreLabel), 'ideal observer'],
    rows: ideal.map((row, i) => [
      rowLabel(row),
      ...names.map((name) => {
        const { auroc: area, interval } = scores[name].smooth[i]
        return name === 'lacuna' ? `${auroc(area)} (${interval.map(auroc).join('–')})` : auroc(area)
      }),
      auroc(row.auroc),
    ]),
    note:
      'In brackets the 95 % bootstrap interval. The ideal observer takes columns one by one: it knows the kind, size and ' +
      'sublattice of the defect and the scatter of bulk columns about a perfect lattice ' +
      `(${sublatticeLabel(0)} and ${sublatticeLabel(1)}: ${each(scatter.intensity, 1, 100)} % of the intensity, ${each(scatter.position, 3)} Å), but not which ` +
      `of ${each(scatter.columns, 1)} columns it is. A score that predicts columns from their neighbours can pass it.`,
  }
}

function falseAlarmTable({ falseAlarms, halves, patches }: Evaluation): Table {
  const sets = [
    { name: 'bulk test set', alarms: falseAlarms },
    ...(halves ? [{ name: 'other half of the micrograph', alarms: halves.falseAlarms }] : []),
  ]
  return {
    title: 'False alarms of the calibrated p-values, %',
    head: ['', 'asked', 'found', 'patches', 'binomial error'],
    rows: sets.flatMap(({ name, alarms }) =>
      alarms.map(({ rate, found, patches: count, interval }) => [
        name,
        percent(rate),
        percent(found),
        String(count),
        interval.map(percent).join('–'),
      ]),
    ),
    note: `Calibrated by ${patches.calibration} scores of bulk that the prediction has not learned from, each third of the patches by the scatter of either other; an alarm is what no third has the like of. Patches of one micrograph overlap, so they are fewer than they look and scatter more than the binomial error.`,
  }
}

function recognitionTable({ recognition }: Evaluation): Table {
  const length = (value: number | null) => (value === null ? '–' : value.toFixed(3))
  return {
    title: 'What it is, of smooth defects detected at 1 %',
    head: ['', 'detected, %', 'column, kind and sign right, %', 'displacement error, Å rms', 'stated, Å'],
    rows: recognition.map((row) => [
      rowLabel(row),
      percent(row.detected),
      percent(row.rightlyCalled),
      length(row.displacementError),
      length(row.statedError),
    ]),
    note: 'Errors are along each axis and include the bulk’s own scatter: the true column was off its site before it was displaced.',
  }
}

function ablationTable({ ablation, prediction }: Evaluation): Table {
  const names = Object.keys(ablation)
  return {
    title: 'Ablation: other predictions under Lacuna’s score, AUROC',
    head: ['', ...names.map((name) => (name === 'lacuna' ? 'Lacuna' : name))],
    rows: ablation.lacuna.map((row, i) => [rowLabel(row), ...names.map((name) => auroc(ablation[name][i]?.auroc))]),
    note: `${ablationSentence(ablation)} Lacuna’s prediction here is that of ${PREDICTION_LABELS[prediction]}: defects rendered on held-out bulk decided.`,
  }
}

/** Mean AUROCs this near each other are no different. */
const ALIKE = 0.005

/** Which prediction is best on average, whichever it is. */
function ablationSentence(ablation: Record<string, SmoothResult[]>): string {
  const means = Object.entries(ablation).map(([name, rows]) => ({
    name,
    mean: rows.reduce((sum, row) => sum + row.auroc, 0) / rows.length,
  }))
  const label = (name: string) => (name === 'lacuna' ? 'Lacuna' : name)
  const list = means.map(({ name, mean }) => `${label(name)} ${auroc(mean)}`).join(', ')
  const best = means.reduce((a, b) => (b.mean > a.mean ? b : a))
  const own = means.find(({ name }) => name === 'lacuna') ?? best
  const verdict =
    best.mean - own.mean < ALIKE
      ? 'None is better than Lacuna’s.'
      : `The prediction of ${best.name} is better than Lacuna’s.`
  return `Means: ${list}. ${verdict}`
}

function doseTable({ dose }: Evaluation): Table {
  const keys = [...new Set(dose.map(({ dose: electrons }) => electrons))]
  const of = (electrons: number, score: string) => dose.filter((row) => row.dose === electrons && row.score === score)
  const [first] = keys
  const columns = of(first, 'lacuna')
  return {
    title: 'Counting noise added: AUROC',
    head: ['electrons a pixel', ...columns.flatMap((row) => [`Lacuna, ${rowLabel(row)}`, `PCA-40, ${rowLabel(row)}`])],
    rows: keys.map((electrons) => [
      String(electrons),
      ...columns.flatMap((_, i) => [auroc(of(electrons, 'lacuna')[i].auroc), auroc(of(electrons, 'pca-40')[i].auroc)]),
    ]),
    note: 'At full scale; bulk and defects at the same dose, the model trained without the added noise.',
  }
}

function halvesTable({ halves }: Evaluation): Table[] {
  if (!halves) return []
  const { lacuna, 'pca-40': anchor } = halves.scores
  return [
    {
      title: 'Disjoint halves of the micrograph: AUROC',
      head: ['', 'Lacuna', 'PCA-40, matched filters'],
      rows: lacuna.map((row, i) => [rowLabel(row), auroc(row.auroc), auroc(anchor[i].auroc)]),
      note:
        `Trained on ${halves.patches.training} crops of the left half of ${halves.micrograph}, judged on ` +
        `${halves.patches.test} of the right half.`,
    },
  ]
}

function atomTable({ atoms }: Evaluation): Table[] {
  if (!atoms) return []
  const signed = (value: number) => `${value < 0 ? '−' : '+'}${Math.abs(100 * value).toFixed(1)}`
  return [
    {
      title: 'Atoms of a column: found in a micrograph by multislice',
      head: ['', 'atoms', 'about depth, Å', 'change of intensity, %', 'found', 'false detections'],
      rows: atoms.rows.map(({ sublattice, kind, depth, signal, found, defects, ...row }) => [
        `${sublattice === 'sr' ? 'Sr' : 'Ti'} ${kind === 'vacancy' ? 'missing' : 'exchanged'}`,
        `${row.atoms} of ${row.of}`,
        row.atoms === row.of ? 'all' : depth.toFixed(0),
        signed(signal),
        `${found} of ${defects}`,
        String(row.false),
      ]),
      note:
        'SrTiO3 [001], searched without a model at 1 % false discoveries; ' +
        (atoms.phonons > 0
          ? `${atoms.phonons} configurations of thermal motion.`
          : 'atoms at rest, for which titanium’s changes are wrong.'),
    },
  ]
}

export function overlapSentence({ overlap }: Evaluation): string {
  return (
    `${percent(overlap.columns)} % of the column surroundings in the bulk test set are in the training patches too, and ` +
    `${percent(overlap.patches)} % of its patches share some with them.`
  )
}

export function runSentence({ preset, seed, epochs, seconds, adapter, source, patches }: Evaluation): string {
  return (
    `Data: ${source}. Preset ${preset}, seed ${seed}, ${epochs} epochs; ${patches.training} patches to train on and ` +
    `${patches.heldOut} held out; training and calibration ${duration(seconds.lacuna)}, training by the paper’s recipe ` +
    `${duration(seconds.paper)}, on ${adapterLabel(adapter)}, Lacuna ${version}.`
  )
}

export function evaluationMarkdown(evaluation: Evaluation): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const parts = tables(evaluation).map(({ title, head, rows, note }) =>
    [
      `## ${title}`,
      '',
      line(head),
      line(head.map((_, i) => (i ? '---:' : '---'))),
      ...rows.map(line),
      '',
      note,
      '',
    ].join('\n'),
  )
  const remark = evaluation.remark ? ` ${evaluation.remark}` : ''
  return [
    '# Evaluation',
    '',
    runSentence(evaluation),
    '',
    `${overlapSentence(evaluation)}${remark}`,
    '',
    ...parts,
  ].join('\n')
}
