import { css } from 'lit'

/** Wide: the picture takes what the panel leaves, and only the panel scrolls. Narrow: one column, the page scrolls. */
export const styles = css`
  :host {
    display: grid;
    grid-template-rows: auto minmax(0, 1fr) auto;
    height: 100dvh;
    background: var(--_ground);
  }

  .notices {
    display: grid;
    grid-column: 1 / -1;
  }

  ul {
    margin: 0.25rem 0 0;
    padding-left: 1.1rem;
  }

  main {
    display: grid;
    grid-template-rows: auto minmax(0, 1fr);
    grid-template-columns: minmax(0, 1fr) clamp(22rem, 32vw, 28rem);
    min-height: 0;
  }

  .look {
    display: flex;
    flex-direction: column;
    min-height: 0;
  }

  lacuna-viewer {
    flex: 1;
  }

  lacuna-comparison {
    flex: none;
    border-top: 1px solid #23282d;
  }

  lacuna-panel {
    overflow-y: auto;
    border-left: 1px solid var(--_line);
  }

  footer {
    padding: 0.3rem 1rem;
    border-top: 1px solid var(--_line);
    background: var(--_panel);
    color: var(--_muted);
    font-size: 0.75rem;
  }

  footer p {
    min-height: 1.45em;
  }

  .drop {
    position: fixed;
    inset: 0.75rem;
    z-index: 10;
    display: grid;
    place-content: center;
    border: 2px dashed var(--_accent);
    border-radius: 12px;
    background: color-mix(in srgb, var(--_ground) 82%, transparent);
    font-size: 1.25rem;
    pointer-events: none;
  }

  @media (max-width: 52rem) {
    :host {
      display: block;
      height: auto;
    }

    main {
      display: block;
    }

    lacuna-viewer {
      height: min(112vw, 66dvh);
      flex: none;
    }

    lacuna-panel {
      overflow-y: visible;
      border-left: 0;
    }

    footer {
      position: sticky;
      bottom: 0;
      z-index: 2;
    }
  }
`
