import { css } from 'lit'

export const styles = css`
  ol {
    max-height: 11rem;
    margin: 0;
    padding: 0;
    overflow-y: auto;
    border: 1px solid var(--_line);
    border-radius: 6px;
    list-style: none;
  }

  button {
    display: flex;
    gap: 0.75rem;
    justify-content: space-between;
    width: 100%;
    height: auto;
    min-height: 1.75rem;
    padding: 0.2rem 0.6rem;
    border: 0;
    border-radius: 0;
    background: none;
    font-size: 0.75rem;
    font-weight: 400;
    text-align: left;
    white-space: normal;
    overflow-wrap: anywhere;
  }

  button:hover {
    background: color-mix(in srgb, var(--_accent) 12%, transparent);
  }

  button[aria-current] {
    background: var(--_tint);
    font-weight: 600;
  }

  button:focus-visible {
    outline-offset: -2px;
  }

  .muted {
    flex: none;
    font-weight: 400;
  }

  [aria-current] .muted {
    color: inherit;
  }
`
