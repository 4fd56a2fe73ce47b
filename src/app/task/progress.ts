import { html, nothing, type TemplateResult } from 'lit'
import { duration, remaining } from '../shared/format'
import '../shared/lacuna-notice'
import type { Task } from './task'

/** How far the task is, why it failed, and the line that says aloud what happened last. `name` labels the progress bar. */
export function taskProgress(name: string, task: Task<unknown>): TemplateResult {
  return html`
    ${task.running ? progressBar(name, task) : nothing} ${problemNotice(task)}
    <p class="visually-hidden" role="status">${task.announcement}</p>
  `
}

function progressBar(name: string, { progress }: Task<unknown>): TemplateResult {
  const left = progress && remaining(progress)
  const known = progress !== null && progress.total > 0
  const message = progress && (known ? `${progress.stage}: ${progress.message}` : progress.message)
  return html`
    <div class="progress">
      <progress
        aria-label=${name}
        max=${known ? progress.total : nothing}
        value=${known ? progress.done : nothing}
      ></progress>
      <div class="times">
        <span class="message">${message ?? 'Preparing…'}</span>
        <span class="muted">
          ${progress ? `${duration(progress.elapsed)} elapsed` : nothing}${
            left === null ? nothing : ` · ${duration(left)} left`
          }
        </span>
      </div>
    </div>
  `
}

function problemNotice(task: Task<unknown>): TemplateResult | typeof nothing {
  const { problem } = task
  if (!problem) return nothing
  return html`
    <lacuna-notice
      heading="That did not work."
      dismissible
      data-code=${problem.code}
      @lacuna-dismiss=${() => task.dismiss()}
      >${problem.message}</lacuna-notice
    >
  `
}
