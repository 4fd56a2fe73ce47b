import { css } from 'lit'

/** Fields in a row, each under its label, and the line that says why a number was refused. */
export const fieldStyles = css`
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

  .refused {
    color: var(--_warn);
    font-size: 0.75rem;
  }

  .refused:empty {
    display: none;
  }
`
