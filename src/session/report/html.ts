import type { Reproduction } from '../../stem/paper/reproduce'
import { presetNamed } from '../../stem/model/presets'
import { METHODS } from '../../stem/paper/reproduce'
import { version } from '../../version'
import { adapterLabel, duration, METHOD_LABELS, percent } from './labels'
import { lossCurve } from './loss-curve'
import type { Report } from './page'
import { base64 } from '../picture/base64'
import { escapeXml } from '../picture/escape'
import { countsSentence, ruleSentence, table1Rows } from './table1'

/** What the report says of its own making. */
export interface ReportContext {
  date: Date
  /** What ran it besides Lacuna, such as `Node 20.19.0`. */
  runtime: string
}

/** The whole report; it asks for nothing else, both figures are inside. */
export function reproductionReport(
  reproduction: Reproduction,
  { date, runtime }: ReportContext,
  figure1Png: Uint8Array,
  figure2Svg: string,
): Report {
  const { remark, outcomes, preset, seed, epochs } = reproduction
  const { vae } = outcomes
  const usual = presetNamed(preset).epochs
  const partly = epochs < usual ? `After only ${epochs} of the preset’s ${usual} epochs: ` : ''
  return {
    masthead: {
      title: `Prifti, Klie and Buban, reproduced: preset ${preset}, seed ${seed}`,
      kicker: `Lacuna ${version} · ${date.toISOString().slice(0, 10)}`,
      lead:
        `${partly}${percent(vae.meanDetected)} % of all defects found, ${percent(vae.bulkAccepted)} % of bulk accepted. ` +
        'The paper reports 96.9 % and 87.5 %.',
    },
    body: `${remark ? `<p class="remark">${escapeXml(remark)}</p>` : ''}
<section>
<h2>Table 1</h2>
${table(reproduction)}
<p>${escapeXml(ruleSentence(reproduction))} Both baselines are judged by the same rule: PCA-20 predicts a patch from the 20
leading principal components of the training patches; the mean template predicts the mean training patch for all.</p>
</section>
<section>
<h2>Figure 1</h2>
<img class="figure1" alt="Input, prediction and heat map of a patch of each image set" src="data:image/png;base64,${base64(figure1Png)}">
<p>The patch with the median statistic of each set. The heat map is input − prediction where its magnitude reaches
${reproduction.rule.threshold}: excess orange, deficit blue, one scale for all.</p>
</section>
<section>
<h2>Figure 2</h2>
${figure2Svg}
</section>
<section>
<h2>How it was made</h2>
${facts(reproduction, runtime, date)}
<h3>Loss</h3>
${lossCurve(reproduction.losses)}
</section>`,
  }
}

function table(reproduction: Reproduction): string {
  const cell = (fraction: number, kind = '') => `<td${kind && ` class="${kind}"`}>${percent(fraction)}</td>`
  const rows = table1Rows(reproduction).map(({ label, kind, paper, methods: [vae, ...baselines] }) => {
    const points = Math.abs(100 * (vae - paper)).toFixed(1)
    const sign = Number(points) === 0 ? '' : vae > paper ? '+' : '−'
    return (
      `<tr class="${kind}"><th scope="row">${escapeXml(label)}</th>${cell(paper)}${cell(vae, 'ours')}` +
      `<td class="difference">${sign}${points}</td>${baselines.map((value) => cell(value)).join('')}</tr>`
    )
  })
  const [vae, ...baselines] = METHODS.map((method) => `<th scope="col">${escapeXml(METHOD_LABELS[method])}</th>`)
  return `<table class="table1">
<thead><tr><th scope="col">%</th><th scope="col">paper</th>${vae}<th scope="col">points</th>${baselines.join('')}</tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>`
}

function facts(reproduction: Reproduction, runtime: string, date: Date): string {
  const { source, patches, preset, parameters, epochs, seed, trainSeconds, adapter, rule, outcomes } = reproduction
  const { interval } = outcomes.vae
  const entries: [string, string][] = [
    ['Data', `${source}; ${countsSentence(patches)}`],
    ['Preset', `${preset}: ${parameters.toLocaleString('en')} parameters`],
    ['Training', `seed ${seed}, ${epochs} epochs in ${duration(trainSeconds)}`],
    ['Adapter', adapterLabel(adapter)],
    ['Rule', `|difference| ≥ ${rule.threshold}, half width ${rule.halfWidth} px, ± ${rule.sigmas} standard deviations`],
    ['Bulk region', `${interval.low.toFixed(5)} to ${interval.high.toFixed(5)}`.replaceAll('-', '−')],
    ['Versions', `Lacuna ${version}, ${runtime}`],
    ['Made', date.toISOString().replace('T', ' ').replace(/\..*/, ' UTC')],
  ]
  const items = entries.map(([name, value]) => `<dt>${name}</dt><dd>${escapeXml(value)}</dd>`)
  return `<dl>\n${items.join('\n')}\n</dl>`
}
