import { css } from 'lit'

/** The look of the table of detections. */
export const styles = css`
  :host {
    /* Holds the hidden caption: in the page it would add to its height, and bring a second scrollbar. */
    position: relative;
    display: grid;
    gap: 0.4rem;
  }

  .scroll {
    overflow-x: auto;
    container-type: inline-size;
  }

  .filters {
    display: flex;
    flex-wrap: wrap;
    gap: 0.4rem 0.75rem;
    align-items: center;
    padding: 0 0.4rem;
    color: var(--_muted);
    font-size: 0.75rem;
  }

  .filters label {
    display: inline-flex;
    gap: 0.35rem;
    align-items: center;
  }

  .filters select {
    height: 1.75rem;
    max-width: 11rem;
    padding: 0 0.4rem;
    font-size: 0.75rem;
  }

  .error {
    color: var(--_muted);
    font-size: 0.6875rem;
  }

  .glyph {
    display: inline-block;
    width: 1.1em;
    font-size: 0.8125rem;
    text-align: center;
  }

  table {
    width: 100%;
    border-collapse: collapse;
    font-size: 0.75rem;
    white-space: nowrap;
  }

  th,
  td {
    padding: 0.3rem 0.25rem;
    text-align: right;
  }

  th[scope='row'],
  .left {
    text-align: left;
  }

  thead th {
    position: sticky;
    top: 0;
    z-index: 1;
    padding: 0;
    background: var(--_panel);
    box-shadow: inset 0 -1px var(--_line);
  }

  thead button {
    width: 100%;
    height: auto;
    padding: 0.3rem 0.25rem;
    border: 0;
    background: none;
    color: var(--_muted);
    font: inherit;
    text-align: inherit;
    cursor: pointer;
  }

  thead .seeds {
    padding: 0.3rem 0.25rem;
    color: var(--_muted);
    font-weight: 400;
  }

  thead button:hover {
    color: var(--_ink);
  }

  /* Takes no width, so that no column moves when another sorts: after a label on the left, before one on the right. */
  .arrow {
    position: absolute;
    font-size: 0.625rem;
  }

  th:not(.left) .arrow {
    translate: -100%;
  }

  tbody tr {
    cursor: pointer;
  }

  tbody tr:nth-child(even) {
    background: color-mix(in srgb, var(--_line) 28%, transparent);
  }

  tbody tr:hover {
    background: color-mix(in srgb, var(--_accent) 12%, transparent);
  }

  tbody tr[aria-current] {
    background: var(--_tint);
  }

  tbody th {
    padding: 0.1rem;
    font-weight: 400;
  }

  tbody button {
    height: auto;
    min-width: 2.1rem;
    min-height: 1.6rem;
    padding: 0.1rem 0.4rem;
    border: 0;
    border-radius: 4px;
    background: none;
    color: inherit;
    font: inherit;
    font-weight: 600;
    text-align: left;
    font-variant-numeric: inherit;
    cursor: pointer;
  }

  .rejected td {
    color: var(--_muted);
    text-decoration: line-through;
  }

  .deficit .kind {
    color: var(--_deficit);
  }

  .excess .kind {
    color: var(--_excess);
  }

  /* On a phone the errors and the score, which the close-up gives as well, leave room for the p-value. */
  @container (max-width: 24rem) {
    .error,
    .score,
    .seeded .sublattice {
      display: none;
    }

    thead button {
      white-space: normal;
    }
  }

  .none {
    padding: 0.75rem 0.4rem;
    color: var(--_muted);
  }
`
