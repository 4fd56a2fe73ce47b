import { encodeRgba } from '../../io/png'
import type { Reproduction } from '../../stem/paper/reproduce'
import { figure1 } from './figure1'
import { figure2 } from './figure2'
import type { ReportContext } from './html'
import { reproductionReport } from './html'
import type { Report } from './page'
import { reportPage } from './page'
import { table1Json, table1Markdown } from './table1'

/** Every file of a report by its name. */
export function reportFiles(reproduction: Reproduction, context: ReportContext): Record<string, Uint8Array | string> {
  return reportAndFiles(reproduction, context).files
}

/** The same, and the report itself, for a page that shows it. */
export function reportAndFiles(
  reproduction: Reproduction,
  context: ReportContext,
): { report: Report; files: Record<string, Uint8Array | string> } {
  const { data, width, height } = figure1(reproduction)
  const png = encodeRgba(data, width, height)
  const svg = figure2(reproduction)
  const report = reproductionReport(reproduction, context, png, svg)
  const files = {
    'table1.json': table1Json(reproduction),
    'table1.md': table1Markdown(reproduction),
    'figure1.png': png,
    'figure2.svg': svg,
    'report.html': reportPage(report),
  }
  return { report, files }
}
