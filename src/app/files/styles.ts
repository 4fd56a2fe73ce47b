import { css } from 'lit'

export const styles = css`
  :host {
    display: grid;
    gap: 0.4rem;
  }

  progress {
    width: 6rem;
  }

  button.small {
    display: inline-block;
    width: auto;
    border: 1px solid var(--_line);
    border-radius: 6px;
    background: var(--_raised);
    font-weight: 550;
  }

  ol {
    max-height: 11rem;
  }

  button {
    display: flex;
    gap: 0.75rem;
    justify-content: space-between;
    min-height: 1.75rem;
    padding: 0.2rem 0.6rem;
    overflow-wrap: anywhere;
  }

  .muted {
    flex: none;
    font-weight: 400;
  }

  [aria-current] .muted {
    color: inherit;
  }
`
