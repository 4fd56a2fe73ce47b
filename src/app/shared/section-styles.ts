import { css } from 'lit'

/** A section of a panel beneath others: its heading, facts in small print, and small buttons in a row. */
export const sectionStyles = css`
  :host {
    display: grid;
    gap: 0.5rem;
    padding-top: 0.7rem;
    border-top: 1px solid var(--_line);
  }

  h3 {
    margin: 0;
    margin-right: auto;
    font-weight: 550;
    font-size: 0.8125rem;
  }

  .facts {
    margin: 0;
    color: var(--_muted);
    font-size: 0.75rem;
  }

  .row button {
    height: 1.75rem;
    padding: 0 0.6rem;
    font-size: 0.75rem;
  }
`
