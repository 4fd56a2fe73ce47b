import { css } from 'lit'

export const styles = css`
  :host {
    display: grid;
    gap: 0.75rem;
  }

  /* Longer than the first column is on a phone. */
  lacuna-run-fields > button + button {
    grid-column: 1 / -1;
    justify-self: start;
  }

  .estimate {
    margin-top: -0.4rem;
    font-size: 0.75rem;
  }
`
