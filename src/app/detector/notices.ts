import { html, nothing, type TemplateResult } from 'lit'
import type { AppState } from '../state/state'
import { t } from '../language/message'
import { saidError } from '../language/told'
import { gpuAdvice } from './gpu-advice'
import '../notice/lacuna-notice'

/** Why nothing can be computed here, and what to do about it. */
export function gpuNotice({ gpu }: AppState): TemplateResult | typeof nothing {
  if (gpu.kind !== 'none') return nothing
  const { title, steps } = gpuAdvice(gpu.problem, isSecureContext)
  return html`
    <lacuna-notice id="no-gpu" heading=${t`${title}, so Lacuna cannot train or detect here.`}>
      ${saidError(gpu.problem.message)}. ${t`Opening and looking at micrographs works as usual.`}
      <ul>
        ${steps.map((step) => html`<li>${step}</li>`)}
      </ul>
    </lacuna-notice>
  `
}

/** The failure of the latest action, in its own words, unless the page around has put its own into the slot. */
export function problemNotice({ problem }: AppState, dismiss: () => void): TemplateResult | typeof nothing {
  if (!problem) return nothing
  return html`
    <slot name="error">
      <lacuna-notice
        id="problem"
        heading=${t`That did not work.`}
        dismissible
        data-code=${problem.code}
        @lacuna-dismiss=${dismiss}
      >
        ${saidError(problem.message)}
      </lacuna-notice>
    </slot>
  `
}
