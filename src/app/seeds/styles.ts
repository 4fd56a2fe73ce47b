import { css } from 'lit'

export const styles = css`
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
