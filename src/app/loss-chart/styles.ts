import { css } from 'lit'

export const styles = css`
  :host {
    display: block;
  }

  .curve {
    fill: none;
    stroke: var(--_accent);
    stroke-width: 2;
    stroke-linejoin: round;
    /* A single epoch is a dot. */
    stroke-linecap: round;
  }
`
