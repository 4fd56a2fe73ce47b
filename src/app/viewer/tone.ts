import { html, type TemplateResult } from 'lit'
import { MAP_NAMES, type MapName } from '../../session/picture/sequential'
import { FIRST_TONE, type Tone } from '../../session/picture/tone'
import { t } from '../language/message'
import { said } from '../language/told'
import { localised } from '../language/numbers'
import { fixed } from '../shared/format'

/** The controls of a tone, and what else belongs to the display. */
export function toneTools(tone: Tone, change: (change: Partial<Tone>) => void, more: TemplateResult): TemplateResult {
  const { map, black, white, gamma } = tone
  return html`
    <div class="tools" role="group" aria-label=${t`Display`} id="display">
      <label>
        ${t`Colours`}
        <select
          .value=${map}
          @change=${({ target }: Event) => change({ map: (target as HTMLSelectElement).value as MapName })}
        >
          ${MAP_NAMES.map((name) => html`<option value=${name}>${said(name)}</option>`)}
        </select>
      </label>
      ${slider(t`Black`, { value: black, min: 0, max: 49.8, step: 0.2 }, t`${localised(String(black))} % of the pixels are black`, (black) => change({ black }))}
      ${slider(t`White`, { value: white, min: 50.2, max: 100, step: 0.2 }, t`${fixed(100 - white, 1)} % of the pixels are white`, (white) => change({ white }))}
      ${slider(t`Gamma`, { value: Math.log2(gamma), min: -2, max: 2, step: 0.1 }, fixed(gamma, 2), (power) => change({ gamma: 2 ** power }))}
      <button @click=${() => change({ black: FIRST_TONE.black, white: FIRST_TONE.white })}>${t`Auto`}</button>
      <button @click=${() => change(FIRST_TONE)}>${t`Reset`}</button>
      ${more}
    </div>
  `
}

interface Range {
  value: number
  min: number
  max: number
  step: number
}

function slider(
  name: string,
  { value, min, max, step }: Range,
  said: string,
  moved: (value: number) => void,
): TemplateResult {
  return html`
    <label title=${said}>
      ${name}
      <input
        type="range"
        min=${min}
        max=${max}
        step=${step}
        .value=${String(value)}
        aria-valuetext=${said}
        @input=${({ target }: Event) => moved((target as HTMLInputElement).valueAsNumber)}
      />
    </label>
  `
}
