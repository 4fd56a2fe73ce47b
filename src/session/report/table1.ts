import type { DefectSet, ImageSet } from '../../stem/paper/image-sets'
import { DEFECT_SETS } from '../../stem/paper/image-sets'
import type { Reproduction } from '../../stem/paper/reproduce'
import { METHODS } from '../../stem/paper/reproduce'
import type { Outcome } from '../../stem/paper/rule'
import { PAPER_TABLE1 } from '../../stem/paper/rule'
import { version } from '../../version'
import { adapterLabel, METHOD_LABELS, percent, SET_LABELS } from './labels'

/** `table1.json`; all shares are fractions from 0 to 1. */
export interface Table1File extends Outcome {
  data: string
  preset: Reproduction['preset']
  seed: number
  epochs: number
  adapter: Reproduction['adapter']
  trainSeconds: number
  rule: Reproduction['rule']
  baselines: Record<'pca-20' | 'template', Outcome>
}

function table1File({ outcomes, ...run }: Reproduction): Table1File {
  return {
    data: run.source,
    preset: run.preset,
    seed: run.seed,
    epochs: run.epochs,
    adapter: run.adapter,
    trainSeconds: run.trainSeconds,
    rule: run.rule,
    ...shares(outcomes.vae),
    baselines: { 'pca-20': shares(outcomes['pca-20']), template: shares(outcomes.template) },
  }
}

export function table1Json(reproduction: Reproduction): string {
  return `${JSON.stringify(table1File(reproduction), null, 2)}\n`
}

/** An outcome without the region it was judged by. */
function shares({ bulkAccepted, detected, meanDetected }: Outcome): Outcome {
  return { bulkAccepted, detected, meanDetected }
}

/** One row of Table 1: the paper's share, and each method's in the order of `METHODS`. */
export interface Table1Row {
  label: string
  kind: 'set' | 'mean' | 'bulk'
  paper: number
  methods: number[]
}

export function table1Rows({ outcomes }: Reproduction): Table1Row[] {
  const row = (label: string, kind: Table1Row['kind'], of: (outcome: Outcome) => number): Table1Row => ({
    label,
    kind,
    paper: of(PAPER_TABLE1),
    methods: METHODS.map((method) => of(outcomes[method])),
  })
  return [
    ...DEFECT_SETS.map((set: DefectSet) => row(`${SET_LABELS[set]} found`, 'set', ({ detected }) => detected[set])),
    row('all defects found', 'mean', ({ meanDetected }) => meanDetected),
    row('bulk accepted', 'bulk', ({ bulkAccepted }) => bulkAccepted),
  ]
}

export function table1Markdown(reproduction: Reproduction): string {
  const { source, remark, preset, seed, epochs, adapter, trainSeconds, patches } = reproduction
  const cells = (values: readonly string[]) => `| ${values.join(' | ')} |`
  const table = [
    cells(['%', 'paper', ...METHODS.map((method) => METHOD_LABELS[method])]),
    cells(['---', ...Array<string>(METHODS.length + 1).fill('---:')]),
    ...table1Rows(reproduction).map(({ label, paper, methods }) => cells([label, ...[paper, ...methods].map(percent)])),
  ]
  return [
    '# Table 1',
    '',
    ...table,
    '',
    `${ruleSentence(reproduction)} Data: ${source}; ${countsSentence(patches)}.`,
    ...(remark ? ['', remark] : []),
    '',
    `Preset ${preset}, seed ${seed}, ${epochs} epochs in ${trainSeconds.toFixed(0)} s on ${adapterLabel(adapter)}, ` +
      `Lacuna ${version}.`,
    '',
  ].join('\n')
}

export function ruleSentence({ rule: { threshold, halfWidth, sigmas } }: Reproduction): string {
  const side = 2 * halfWidth + 1
  return (
    `A patch is a defect when its average near the maximum (difference of magnitude ${threshold} and more, mean over ` +
    `${side} × ${side} pixels around the largest) lies outside mean ± ${sigmas} standard deviations of the bulk test set.`
  )
}

export function countsSentence({ training, bulk, ...defects }: Reproduction['patches']): string {
  const counts = Object.values(defects satisfies Omit<Record<ImageSet, number>, 'bulk'>)
  const [fewest, most] = [Math.min(...counts), Math.max(...counts)]
  const each = fewest === most ? `${fewest}` : `${fewest} to ${most}`
  return `${training} patches to train on, ${bulk} of bulk and ${each} of each defect to judge`
}
