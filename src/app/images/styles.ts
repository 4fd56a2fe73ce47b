import { css } from 'lit'

export const styles = css`
  :host {
    display: grid;
    gap: 0.35rem;
    font-size: 0.75rem;
  }

  ol {
    max-height: 13rem;
  }

  button {
    display: grid;
    grid-template-columns: 2.5rem minmax(0, 1fr) auto;
    gap: 0.1rem 0.6rem;
    align-items: center;
    min-height: 2.9rem;
    padding: 0.2rem 0.6rem 0.2rem 0.2rem;
  }

  .title {
    overflow-wrap: anywhere;
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
