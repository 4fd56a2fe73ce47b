import { css } from 'lit'

export const styles = css`
  :host {
    display: block;
    border-bottom: 1px solid var(--_line);
    background: var(--_panel);
    color: var(--_muted);
    font-size: 0.75rem;
  }

  .kept {
    display: flex;
    gap: 0.75rem;
    align-items: center;
    justify-content: space-between;
    padding: 0.25rem 1rem;
  }

  .names {
    overflow-wrap: anywhere;
  }

  button {
    height: 1.5rem;
    padding: 0 0.5rem;
    font-size: 0.75rem;
  }

  @media (pointer: coarse) {
    button {
      height: 2.25rem;
    }
  }
`
