import { css } from 'lit'

/** What the charts have in common: as wide as they may be with small labels, which grow with them, and faint lines. */
export const chartStyles = css`
  :host {
    max-width: 28rem;
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
`
