import type { Evaluation } from '../../../stem/evaluate/evaluate'
import { version } from '../../../version'
import type { ReportContext } from '../html'
import { reportPage } from '../page'
import { escapeXml } from '../../picture/escape'
import { difficultyCurves } from './curves'
import type { Table } from './tables'
import { overlapSentence, runSentence, tables } from './tables'

/** The evaluation as one file that asks for nothing else. */
export function evaluationHtml(evaluation: Evaluation, { date, runtime }: ReportContext): string {
  const [published, smooth, ...others] = tables(evaluation)
  return reportPage({
    masthead: {
      title: `What is found: preset ${evaluation.preset}, seed ${evaluation.seed}`,
      kicker: `Lacuna ${version} · ${date.toISOString().slice(0, 10)} · ${runtime}`,
      lead: runSentence(evaluation),
    },
    body: `<p class="remark">${escapeXml(overlapSentence(evaluation))} ${escapeXml(evaluation.remark ?? '')}</p>
${section(published)}
<section>
<h2>Difficulty curves</h2>
${difficultyCurves(evaluation)}
<p>The band is Lacuna’s 95 % bootstrap interval.</p>
</section>
${[smooth, ...others].map(section).join('\n')}`,
  })
}

function section({ title, head, rows, note }: Table): string {
  const cells = (values: readonly string[], tag: 'th' | 'td') =>
    values.map((value, i) => {
      const name = i === 0 ? 'th' : tag
      return `<${name}${i === 1 && tag === 'td' ? ' class="ours"' : ''}>${escapeXml(value)}</${name}>`
    })
  return `<section>
<h2>${escapeXml(title)}</h2>
<table>
<thead><tr>${cells(head, 'th').join('')}</tr></thead>
<tbody>
${rows.map((row) => `<tr>${cells(row, 'td').join('')}</tr>`).join('\n')}
</tbody>
</table>
<p>${escapeXml(note)}</p>
</section>`
}
