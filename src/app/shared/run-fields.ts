import { css, html, type TemplateResult } from 'lit'
import { presetEpochs } from '../../session/presets'
import { LARGEST_SEED, MOST_EPOCHS, type Run, wholeNumber } from '../state/run'

export const runFieldStyles = css`
  .fields label {
    display: grid;
    gap: 0.2rem;
    color: var(--_muted);
    font-size: 0.75rem;
  }

  .fields :is(select, input) {
    width: 100%;
    padding: 0 0.5rem;
    font-size: 0.8125rem;
  }

  input:user-invalid {
    border-color: var(--_warn);
  }
`

/** Preset, epochs and seed, to be put into an element of class `fields`; `change` hears of each valid choice. */
export function runFields(run: Run, disabled: boolean, change: (part: Partial<Run>) => void): TemplateResult {
  const { preset, epochs, seed } = run
  return html`
    <label>
      Preset
      <select ?disabled=${disabled} @change=${(event: Event) => change({ preset: pickedPreset(event) })}>
        <option value="fast" ?selected=${preset === 'fast'}>Fast</option>
        <option value="paper" ?selected=${preset === 'paper'}>Paper</option>
      </select>
    </label>
    <label>
      Epochs
      <input
        type="number"
        inputmode="numeric"
        min="1"
        max=${MOST_EPOCHS}
        placeholder=${presetEpochs(preset)}
        .value=${epochs === null ? '' : String(epochs)}
        ?disabled=${disabled}
        @change=${(event: Event) => {
          const { value } = event.target as HTMLInputElement
          const typed = wholeNumber(value, 1, MOST_EPOCHS)
          if (typed !== null || value === '') change({ epochs: typed })
        }}
      />
    </label>
    <label>
      Seed
      <input
        type="number"
        inputmode="numeric"
        min="0"
        max=${LARGEST_SEED}
        required
        .value=${String(seed)}
        ?disabled=${disabled}
        @change=${(event: Event) => {
          const typed = wholeNumber((event.target as HTMLInputElement).value, 0, LARGEST_SEED)
          if (typed !== null) change({ seed: typed })
        }}
      />
    </label>
  `
}

function pickedPreset(event: Event): Run['preset'] {
  return (event.target as HTMLSelectElement).value === 'paper' ? 'paper' : 'fast'
}
