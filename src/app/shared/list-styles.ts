import { css } from 'lit'

/** A list of what can be opened: a button a line, the open one marked. */
export const listStyles = css`
  ol {
    margin: 0;
    padding: 0;
    overflow-y: auto;
    border: 1px solid var(--_line);
    border-radius: 6px;
    list-style: none;
  }

  button {
    width: 100%;
    height: auto;
    border: 0;
    border-radius: 0;
    background: none;
    font-size: 0.75rem;
    font-weight: 400;
    text-align: left;
    white-space: normal;
  }

  button:hover:not(:disabled) {
    background: color-mix(in srgb, var(--_accent) 12%, transparent);
  }

  button[aria-current] {
    background: var(--_tint);
    font-weight: 600;
  }

  button:focus-visible {
    outline-offset: -2px;
  }
`
