import { css } from 'lit'

export const styles = css`
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
