import { css } from 'lit'

export const styles = css`
  :host {
    display: block;
  }

  svg {
    display: block;
    width: 100%;
  }

  text {
    fill: var(--_muted);
    font-size: 11px;
  }

  .grid {
    stroke: var(--_line);
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
