import { html, nothing, type TemplateResult } from 'lit'
import { t } from '../language/message'
import { said, saidError } from '../language/told'
import '../notice/lacuna-notice'
import '../progress/lacuna-progress'
import type { Task } from './task'

/** How far the task is, why it failed, and the line that says what happened last. `name` labels the progress bar. */
export function taskProgress(name: string, task: Task<unknown>): TemplateResult {
  return html`
    ${task.running ? progressBar(name, task) : nothing} ${problemNotice(task)}
    <p class="muted" role="status">${task.announcement}</p>
  `
}

function progressBar(name: string, { progress }: Task<unknown>): TemplateResult {
  const known = progress !== null && progress.total > 0
  const told = known ? { ...progress, message: `${said(progress.stage)}: ${said(progress.message)}` } : progress
  return html`<lacuna-progress label=${name} verbatim .progress=${told}></lacuna-progress>`
}

function problemNotice(task: Task<unknown>): TemplateResult | typeof nothing {
  const { problem } = task
  if (!problem) return nothing
  return html`
    <lacuna-notice
      heading=${t`That did not work.`}
      dismissible
      data-code=${problem.code}
      @lacuna-dismiss=${() => task.dismiss()}
      >${saidError(problem.message)}</lacuna-notice
    >
  `
}
