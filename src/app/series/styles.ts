import { css } from 'lit'

export const styles = css`
  :host {
    /* Holds the hidden caption. */
    position: relative;
  }

  .muted {
    margin: 0;
    color: var(--_muted);
    font-size: 0.75rem;
  }

  #events-found {
    margin-right: auto;
    font-weight: 550;
    font-size: 0.8125rem;
  }

  input[type='range'] {
    width: 100%;
    margin: 0;
    accent-color: var(--_accent);
  }

  svg {
    display: block;
    width: 100%;
    max-width: 28rem;
  }

  text {
    fill: var(--_muted);
    font-size: 10px;
  }

  text.event {
    fill: #fff;
    pointer-events: none;
    paint-order: stroke;
    stroke: #14161a;
    stroke-width: 2px;
  }

  .cell {
    cursor: pointer;
  }

  .missing {
    fill: var(--_line);
  }

  .shown {
    fill: none;
    stroke: var(--_accent);
    stroke-width: 1.5;
    pointer-events: none;
  }

  .scroll {
    overflow-x: auto;
  }

  table {
    width: 100%;
    border-collapse: collapse;
    font-size: 0.75rem;
    white-space: nowrap;
  }

  th,
  td {
    padding: 0.2rem 0.4rem;
    font-weight: 400;
    text-align: right;
  }

  thead th {
    color: var(--_muted);
  }

  .left {
    text-align: left;
  }

  .what {
    min-width: 6.5rem;
    white-space: normal;
  }

  tbody tr {
    border-top: 1px solid var(--_line);
    cursor: pointer;
  }

  tbody tr[aria-current] {
    background: var(--_tint);
  }

  tbody button {
    min-width: 2rem;
    height: 1.5rem;
    padding: 0 0.3rem;
    font-size: 0.75rem;
  }

  .error {
    color: var(--_muted);
    font-size: 0.6875rem;
  }

  @media (pointer: coarse) {
    .row button,
    tbody button {
      height: 2.25rem;
    }

    input[type='range'] {
      height: 2.25rem;
    }
  }
`
