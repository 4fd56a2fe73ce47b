import { html, type TemplateResult } from 'lit'
import { t } from '../language/message'
import { ZOOM_STEP } from './keys'

/** What of a picture's tools is in sight, or in use. */
export interface InUse {
  measuring: boolean
  spectrum: boolean
  figuring: boolean
  toning: boolean
}

interface Acts {
  zoom: (factor: number) => void
  fit: () => void
  toggle: (name: keyof InUse) => void
}

/** The buttons of a picture. */
export function pictureTools(
  { disabled, measuring, spectrum, figuring, toning }: InUse & { disabled: boolean },
  { zoom, fit, toggle }: Acts,
): TemplateResult {
  return html`
    <span class="zoom" role="group" aria-label=${t`View`}>
      <button ?disabled=${disabled} aria-label=${t`Zoom out`} @click=${() => zoom(1 / ZOOM_STEP)}>−</button>
      <button ?disabled=${disabled} aria-label=${t`Zoom in`} @click=${() => zoom(ZOOM_STEP)}>+</button>
      <button ?disabled=${disabled} @click=${fit}>${t`Fit`}</button>
      <button
        ?disabled=${disabled}
        aria-pressed=${measuring}
        title=${t`Distance and line profile`}
        @click=${() => toggle('measuring')}
      >
        ${t`Measure`}
      </button>
      <button
        ?disabled=${disabled}
        aria-pressed=${spectrum}
        title=${t`Power spectrum of what is in view`}
        @click=${() => toggle('spectrum')}
      >
        FFT
      </button>
      <button ?disabled=${disabled} aria-expanded=${figuring} @click=${() => toggle('figuring')}>${t`Figure`}</button>
      <button ?disabled=${disabled} aria-expanded=${toning} @click=${() => toggle('toning')}>${t`Display`}</button>
    </span>
  `
}
