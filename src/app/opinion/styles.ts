import { css } from 'lit'

export const styles = css`
  :host {
    display: flex;
    flex-wrap: wrap;
    gap: 0.35rem 0.5rem;
    align-items: center;
    font-size: 0.75rem;
  }

  button,
  select,
  input[type='text'] {
    height: 1.75rem;
    padding: 0 0.5rem;
    font-size: 0.75rem;
  }

  button[aria-pressed='true'] {
    border-color: var(--_accent);
    background: var(--_tint);
  }

  label {
    display: inline-flex;
    gap: 0.35rem;
    align-items: center;
    color: var(--_muted);
  }

  label.note {
    flex: 1;
    min-width: 8rem;
  }

  .note input {
    flex: 1;
    min-width: 0;
  }

  select {
    max-width: 11rem;
  }

  @media (pointer: coarse) {
    button,
    select,
    input[type='text'] {
      height: 2.25rem;
    }
  }
`
