import { html, type TemplateResult } from 'lit'
import type { FigureFormat } from '../../session/files/figure'
import { t } from '../language/message'
import { ticked } from './look'

/** How a figure of what is seen is saved. */
export interface FigureChoice {
  format: FigureFormat
  /** Pixels of a PNG to a CSS pixel of the figure. */
  scale: number
  /** Whether it shows what is in view alone. */
  inView: boolean
}

export const FIRST_FIGURE: FigureChoice = { format: 'svg', scale: 2, inView: false }

const FORMATS = ['svg', 'pdf', 'png'] as const satisfies readonly FigureFormat[]
const SCALES = [1, 2, 3, 4]

/** The controls of a figure. */
export function figureTools(
  choice: FigureChoice,
  change: (change: Partial<FigureChoice>) => void,
  { save, copy }: { save: () => void; copy: () => void },
): TemplateResult {
  const { format, scale, inView } = choice
  return html`
    <div class="tools" role="group" aria-label=${t`Figure`} id="figure">
      <label>
        ${t`Format`}
        <select
          @change=${({ target }: Event) => change({ format: (target as HTMLSelectElement).value as FigureFormat })}
        >
          ${FORMATS.map((name) => html`<option value=${name} ?selected=${name === format}>${name.toUpperCase()}</option>`)}
        </select>
      </label>
      <label>
        ${t`Pixels`}
        <select
          aria-label=${t`Pixels of the PNG`}
          ?disabled=${format !== 'png'}
          @change=${({ target }: Event) => change({ scale: Number((target as HTMLSelectElement).value) })}
        >
          ${SCALES.map((times) => html`<option value=${times} ?selected=${times === scale}>${640 * times}, ${times}×</option>`)}
        </select>
      </label>
      <label>
        <input type="checkbox" .checked=${inView} @change=${ticked((inView) => change({ inView }))} />
        ${t`What is in view alone`}
      </label>
      <button @click=${save}>${t`Save figure`}</button>
      <button @click=${copy} title=${t`As a PNG, to the clipboard`}>${t`Copy figure`}</button>
    </div>
  `
}
