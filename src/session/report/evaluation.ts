import type { Evaluation } from '../../stem/evaluate/evaluate'
import type { ReportContext } from './html'
import { evaluationHtml } from './evaluation/html'
import { evaluationJson } from './evaluation/json'
import { evaluationMarkdown } from './evaluation/tables'

/** Every file of an evaluation by its name. */
export function evaluationFiles(evaluation: Evaluation, context: ReportContext) {
  return {
    'evaluation.json': evaluationJson(evaluation),
    'evaluation.md': evaluationMarkdown(evaluation),
    'evaluation.html': evaluationHtml(evaluation, context),
  }
}
