import { css, html, nothing, type TemplateResult } from 'lit'
import type { SearchedResult } from '../../session/detector'
import { ARROWS } from '../../session/picture/arrows'
import { MAPS } from '../../session/picture/maps'
import { FIRST_BAR, type ScaleBarStyle } from '../../session/picture/scale-bar'
import { percent } from '../shared/format'
import { t } from '../language/message'
import { said } from '../language/told'
import type { Divider } from './frame'
import { type Overlay, overlayLabel } from './overlays'

/** How a result is looked at. */
export interface Look {
  picture: 'micrograph' | 'prediction'
  /** What lies over it, and its opacity, 0–1. */
  overlay: Overlay
  opacity: number
  markers: boolean
  scaleBar: boolean
  bar: ScaleBarStyle
  /** Whether the micrograph as it is stands beside all that, to the left of a line that can be moved. */
  compare: boolean
  /** Where that line is, as a part of the width that is seen, 0–1. */
  divider: number
}

export const FIRST_LOOK: Look = {
  picture: 'micrograph',
  overlay: 'heat',
  opacity: 0.8,
  markers: true,
  scaleBar: true,
  bar: FIRST_BAR,
  compare: false,
  divider: 0.5,
}

/** The look of a result that has no such picture: its heat map, or nothing until something is chosen. */
export function soundLook(look: Look, found: SearchedResult): Look {
  const { heat, prediction, phase } = found.pictures
  const picture = prediction ? look.picture : 'micrograph'
  const lacks = (overlay: Overlay) =>
    overlay === 'heat' ? heat.length === 0 : overlay === 'phase' ? !phase : found.verdict === 'not periodic'
  if (!lacks(look.overlay)) return picture === look.picture ? look : { ...look, picture }
  return heat.length > 0 ? { ...look, picture, overlay: 'heat' } : { ...look, picture, overlay: 'deficit', opacity: 0 }
}

/** The handle of the line is a native slider's: its middle never comes nearer to an edge than half of it. CSS pixels. */
const HANDLE = 40

/** The line of a comparison in a view that is so many CSS pixels wide, and what is on either side; null where nothing is compared. */
export function dividerOf(look: Look, width: number): Divider | null {
  if (!look.compare) return null
  const at = HANDLE / 2 + look.divider * Math.max(0, width - HANDLE)
  const right =
    look.picture === 'prediction' ? t`Prediction` : look.opacity > 0 ? overlayLabel(look.overlay) : t`Micrograph`
  return { at, handle: HANDLE, left: t`As it is`, right }
}

export type Change = (change: Partial<Look>) => void

/** The controls of a look: what there is no picture of is no choice. */
export function lookTools(
  look: Look,
  { verdict, pictures: { heat, prediction, phase } }: SearchedResult,
  change: Change,
): TemplateResult {
  const isPeriodic = verdict === 'periodic'
  return html`
    <label ?hidden=${prediction === null}>
      <span class="wide">${t`Picture`}</span>
      <select
        aria-label=${t`Picture`}
        .value=${look.picture}
        @change=${chosen<Look['picture']>((picture) => change({ picture }))}
      >
        <option value="micrograph">${t`Micrograph`}</option>
        <option value="prediction">${t`Prediction`}</option>
      </select>
    </label>
    <label ?hidden=${!isPeriodic && heat.length === 0}>
      <span class="wide">${t`Overlay`}</span>
      <select
        aria-label=${t`Overlay`}
        .value=${look.overlay}
        @change=${chosen<Look['overlay']>((overlay) => change({ overlay }))}
      >
        ${heat.length > 0 ? html`<option value="heat" .selected=${look.overlay === 'heat'}>${t`Heat map`}</option>` : nothing}
        ${phase ? html`<option value="phase" .selected=${look.overlay === 'phase'}>${overlayLabel('phase')}</option>` : nothing}
        ${(isPeriodic ? ['Strain', 'Detectability'] : []).map(
          (group) =>
            html`<optgroup label=${said(group)}>
              ${Object.entries(MAPS)
                .filter(([, map]) => map.group === group)
                .map(
                  ([name, { label }]) =>
                    html`<option value=${name} .selected=${look.overlay === name}>${said(label)}</option>`,
                )}
            </optgroup>`,
        )}
        ${
          isPeriodic
            ? html`<optgroup label=${t`Arrows`}>
                ${Object.entries(ARROWS).map(([name, label]) => html`<option value=${name} .selected=${look.overlay === name}>${said(label)}</option>`)}
              </optgroup>`
            : nothing
        }
      </select>
      <input
        type="range"
        min="0"
        max="1"
        step="0.05"
        .value=${String(look.opacity)}
        aria-label=${t`Opacity of the overlay`}
        aria-valuetext=${t`${Math.round(look.opacity * 100)} % opaque`}
        @input=${moved((opacity) => change({ opacity }))}
      />
    </label>
    <label>
      <input type="checkbox" .checked=${look.markers} @change=${ticked((markers) => change({ markers }))} />
      ${t`Markers`}
    </label>
    <label>
      <input type="checkbox" .checked=${look.compare} @change=${ticked((compare) => change({ compare }))} />
      ${t`Compare`}
    </label>
  `
}

/** Whether the scale bar is in sight. */
export function scaleBarTool(look: Look, change: Change): TemplateResult {
  return html`
    <label>
      <input type="checkbox" .checked=${look.scaleBar} @change=${ticked((scaleBar) => change({ scaleBar }))} />
      ${t`Scale bar`}
    </label>
  `
}

/** What moves the line of a comparison. Only its handle takes the pointer: the picture pans as ever. */
export function lookDivider(look: Look, change: Change): TemplateResult | typeof nothing {
  if (!look.compare) return nothing
  return html`
    <input
      class="divider"
      type="range"
      min="0"
      max="1"
      step="0.01"
      .value=${String(look.divider)}
      aria-label=${t`Divider between the micrograph and the result`}
      aria-valuetext=${t`${percent(look.divider)} from the left`}
      @input=${moved((divider) => change({ divider }))}
    />
  `
}

export function chosen<T extends string>(act: (value: T) => void) {
  return (event: Event) => act((event.target as HTMLSelectElement).value as T)
}

function moved(act: (value: number) => void) {
  return (event: Event) => act((event.target as HTMLInputElement).valueAsNumber)
}

export function ticked(act: (value: boolean) => void) {
  return (event: Event) => act((event.target as HTMLInputElement).checked)
}

/** Seen is what is painted with the line; this takes the pointer and shows the focus. */
const handle = css`
  width: ${HANDLE}px;
  height: ${HANDLE}px;
  border: none;
  border-radius: 50%;
  background: none;
  cursor: ew-resize;
  pointer-events: auto;
`

export const lookStyles = css`
  .divider {
    position: absolute;
    top: 50%;
    left: 0;
    width: 100%;
    height: ${HANDLE}px;
    margin: ${-HANDLE / 2}px 0 0;
    background: none;
    appearance: none;
    pointer-events: none;
  }

  .divider::-webkit-slider-thumb {
    appearance: none;
    ${handle}
  }

  .divider::-moz-range-thumb {
    ${handle}
  }

  .divider:focus-visible {
    outline: none;
  }

  .divider:focus-visible::-webkit-slider-thumb {
    outline: 3px solid var(--_accent);
  }

  .divider:focus-visible::-moz-range-thumb {
    outline: 3px solid var(--_accent);
  }
`
