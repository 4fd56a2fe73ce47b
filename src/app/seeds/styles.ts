import { css } from 'lit'

export const styles = css`
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

  label {
    display: inline-flex;
    gap: 0.45rem;
    align-items: center;
    color: var(--_muted);
    font-size: 0.75rem;
  }

  input {
    width: 3.5rem;
    height: 1.75rem;
    padding: 0 0.4rem;
    font-size: 0.8125rem;
  }
`
