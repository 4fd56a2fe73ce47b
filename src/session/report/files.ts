import { encodeRgba } from '../../io/png'
import type { Reproduction } from '../../stem/reproduce'
import { figure1 } from './figure1'
import { figure2 } from './figure2'
import type { ReportContext } from './html'
import { reportHtml } from './html'
import { table1Json, table1Markdown } from './table1'

/** Every file of a report by its name. */
export function reportFiles(reproduction: Reproduction, context: ReportContext): Record<string, Uint8Array | string> {
  const { data, width, height } = figure1(reproduction)
  const png = encodeRgba(data, width, height)
  const svg = figure2(reproduction)
  return {
    'table1.json': table1Json(reproduction),
    'table1.md': table1Markdown(reproduction),
    'figure1.png': png,
    'figure2.svg': svg,
    'report.html': reportHtml(reproduction, context, png, svg),
  }
}
