import { css } from 'lit'

/** Wide: the picture takes what the panel leaves, and only the panel scrolls. Narrow: one column, as high as it is. */
export const styles = css`
  :host {
    position: relative;
    display: block;
    container-type: inline-size;
    background: var(--_ground);
  }

  :host([theme='light']) {
    color-scheme: light;
  }

  :host([theme='dark']) {
    color-scheme: dark;
  }

  .frame {
    display: grid;
    grid-template-rows: auto minmax(0, 1fr) auto;
    height: var(--lacuna-height, 40rem);
  }

  ul {
    margin: 0.25rem 0 0;
    padding-left: 1.1rem;
  }

  .bench {
    display: grid;
    grid-template-columns: minmax(0, 1fr) clamp(23rem, 36cqi, 32rem);
    min-height: 0;
  }

  .look {
    display: flex;
    flex-direction: column;
    min-height: 0;
    overflow-y: auto;
  }

  lacuna-viewer {
    flex: 1 0 auto;
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

  @container (max-width: 52rem) {
    .frame,
    .bench {
      display: block;
      height: auto;
    }

    lacuna-viewer {
      min-height: min(112cqi, 66dvh);
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
