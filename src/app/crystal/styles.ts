import { css } from 'lit'

export const styles = css`
  :host {
    display: block;
  }

  label {
    display: inline-flex;
    gap: 0.5rem;
    align-items: center;
    color: var(--_muted);
    font-size: 0.75rem;
  }

  select {
    height: 1.75rem;
    padding: 0 0.4rem;
    font-size: 0.75rem;
  }
`
