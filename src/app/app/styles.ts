import { css } from 'lit'

/** Wide: a tab fills what the header leaves of the window and scrolls by itself. Narrow: the page scrolls. */
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

  main > * {
    height: 100%;
    overflow: auto;
  }

  lacuna-detection {
    overflow: visible;
  }

  .failed {
    padding: 2rem 1rem;
  }

  @media (max-width: 52rem) {
    :host {
      display: block;
      height: auto;
    }

    main > * {
      height: auto;
    }
  }
`
