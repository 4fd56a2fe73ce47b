import { html, type TemplateResult } from 'lit'
import type { ScaleBarStyle } from '../../session/picture/scale-bar'
import { t } from '../language/message'
import { type Change, chosen, type Look, scaleBarTool, ticked } from './look'

/** Å of a nanometre: lengths are typed in nm. */
const NM = 10

/** The controls of the scale bar, on the screen and in figures. */
export function barTools(look: Look, change: Change): TemplateResult {
  const { scaleBar, bar } = look
  const set = (part: Partial<ScaleBarStyle>) => change({ bar: { ...bar, ...part } })
  return html`
    <div class="tools" role="group" aria-label=${t`Scale bar`} id="bar">
      ${scaleBarTool(look, change)}
      <label>
        ${t`Length, nm`}
        <input
          type="number"
          inputmode="decimal"
          min="0"
          step="any"
          placeholder=${t`auto`}
          .value=${bar.length === null ? '' : String(bar.length / NM)}
          ?disabled=${!scaleBar}
          @change=${({ target }: Event) => set({ length: lengthOf(target as HTMLInputElement) })}
        />
      </label>
      <label>
        ${t`Corner`}
        <select ?disabled=${!scaleBar} @change=${chosen<ScaleBarStyle['corner']>((corner) => set({ corner }))}>
          ${Object.entries(corners()).map(
            ([name, label]) => html`<option value=${name} ?selected=${name === bar.corner}>${label}</option>`,
          )}
        </select>
      </label>
      <label>
        ${t`Colour`}
        <select ?disabled=${!scaleBar} @change=${chosen<ScaleBarStyle['colour']>((colour) => set({ colour }))}>
          <option value="white" ?selected=${bar.colour === 'white'}>${t`white`}</option>
          <option value="black" ?selected=${bar.colour === 'black'}>${t`black`}</option>
        </select>
      </label>
      <label>
        <input
          type="checkbox"
          .checked=${bar.plate}
          ?disabled=${!scaleBar}
          @change=${ticked((plate) => set({ plate }))}
        />
        ${t`Plate`}
      </label>
    </div>
  `
}

/** Empty, or no length, is one that fits. */
function lengthOf({ valueAsNumber }: HTMLInputElement): number | null {
  return valueAsNumber > 0 ? NM * valueAsNumber : null
}

function corners(): Record<ScaleBarStyle['corner'], string> {
  return {
    'bottom-left': t`bottom left`,
    'bottom-right': t`bottom right`,
    'top-left': t`top left`,
    'top-right': t`top right`,
  }
}
