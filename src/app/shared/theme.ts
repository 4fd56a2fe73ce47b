import { css } from 'lit'

/**
 * The look that all elements share. Public `--lacuna-*` properties override it from outside; private `--_*` ones carry
 * the defaults, resolved per element, so that an element alone in a foreign page looks as it does here. The theme is
 * the inherited `color-scheme`: the viewer sets it to dark for itself and everything in it follows.
 */
export const theme = css`
  :host {
    --_ink: var(--lacuna-ink, light-dark(#16191d, #e7e9ec));
    --_muted: var(--lacuna-muted, light-dark(#555f6b, #a0a9b4));
    --_ground: var(--lacuna-ground, light-dark(#eef0f2, #101214));
    --_panel: var(--lacuna-panel, light-dark(#fbfcfc, #181b1f));
    --_raised: var(--lacuna-raised, light-dark(#ffffff, #22262b));
    --_line: var(--lacuna-line, light-dark(#d5dade, #2e343a));
    --_accent: var(--lacuna-accent, light-dark(#0a6b60, #5bd3bd));
    --_on-accent: var(--lacuna-on-accent, light-dark(#ffffff, #06231f));
    --_tint: var(--lacuna-tint, light-dark(#dceeeb, #17332f));
    --_warn: var(--lacuna-warn, light-dark(#8c2f1b, #ffb4a2));
    --_warn-tint: var(--lacuna-warn-tint, light-dark(#fbe9e4, #3a1e18));
    --_deficit: light-dark(rgb(22 102 170), rgb(118 184 250));
    --_excess: light-dark(rgb(152 79 10), rgb(244 159 92));

    box-sizing: border-box;
    color: var(--_ink);
    font:
      400 0.8125rem/1.45 system-ui,
      -apple-system,
      'Segoe UI',
      Roboto,
      sans-serif;
    font-variant-numeric: tabular-nums;
  }

  :host([hidden]) {
    display: none !important;
  }

  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }

  :focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }

  h2,
  h3,
  p {
    margin: 0;
  }

  h2 {
    font-size: 0.8125rem;
    font-weight: 650;
    letter-spacing: 0.01em;
  }

  .muted {
    color: var(--_muted);
  }

  .visually-hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`

/** Native controls, quietly dressed. */
export const controls = css`
  button,
  select,
  input:is([type='number'], [type='text']) {
    height: 2rem;
    padding: 0 0.7rem;
    border: 1px solid var(--_line);
    border-radius: 6px;
    background: var(--_raised);
    color: var(--_ink);
    font: inherit;
    font-variant-numeric: tabular-nums;
  }

  button {
    font-weight: 550;
    white-space: nowrap;
    cursor: pointer;
  }

  button:hover:not(:disabled),
  select:hover:not(:disabled),
  input:is([type='number'], [type='text']):hover:not(:disabled) {
    border-color: var(--_muted);
  }

  button.primary {
    border-color: var(--_accent);
    background: var(--_accent);
    color: var(--_on-accent);
  }

  button.primary:hover:not(:disabled) {
    filter: brightness(1.08);
  }

  button:disabled,
  select:disabled,
  input:disabled {
    opacity: 0.5;
    cursor: not-allowed;
  }

  input[type='range'],
  input[type='checkbox'],
  progress {
    accent-color: var(--_accent);
  }

  .row {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem;
    align-items: center;
  }

  @media (pointer: coarse) {
    button,
    select,
    input:is([type='number'], [type='text']) {
      height: 2.5rem;
    }
  }
`
