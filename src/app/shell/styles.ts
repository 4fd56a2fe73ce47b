import { css } from 'lit'

/** Wide: the detector fills what the header leaves of the window. Narrow: the page scrolls. */
export const styles = css`
  :host {
    display: grid;
    grid-template-rows: auto minmax(0, 1fr);
    height: 100dvh;
    background: var(--_ground);
  }

  main {
    min-height: 0;
  }

  lacuna-detector {
    --lacuna-height: 100%;

    height: 100%;
  }

  @media (max-width: 52rem) {
    :host {
      display: block;
      height: auto;
    }

    lacuna-detector {
      height: auto;
    }
  }
`
