import { css } from 'lit'

export const styles = css`
  :host {
    display: grid;
    gap: 0.35rem;
    font-size: 0.75rem;
  }

  ol {
    max-height: 13rem;
    margin: 0;
    padding: 0;
    overflow-y: auto;
    border: 1px solid var(--_line);
    border-radius: 6px;
    list-style: none;
  }

  button {
    display: grid;
    grid-template-columns: 2.5rem minmax(0, 1fr) auto;
    gap: 0.1rem 0.6rem;
    align-items: center;
    width: 100%;
    height: auto;
    min-height: 2.9rem;
    padding: 0.2rem 0.6rem 0.2rem 0.2rem;
    border: 0;
    border-radius: 0;
    background: none;
    font-size: 0.75rem;
    font-weight: 400;
    text-align: left;
    white-space: normal;
  }

  .title {
    overflow-wrap: anywhere;
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

  canvas,
  .none {
    justify-self: center;
    max-width: 2.5rem;
    max-height: 2.5rem;
  }

  button .muted {
    font-weight: 400;
    text-align: right;
  }

  [aria-current] .muted {
    color: inherit;
  }

  @container (max-width: 26rem) {
    button {
      grid-template-columns: 2.5rem minmax(0, 1fr);
    }

    canvas,
    .none {
      grid-row: span 2;
    }

    button .muted {
      text-align: left;
    }
  }
`
