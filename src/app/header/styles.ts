import { css } from 'lit'

export const styles = css`
  :host {
    display: flex;
    flex-wrap: wrap;
    gap: 0.25rem 0.9rem;
    align-items: center;
    padding: 0 1rem;
    border-bottom: 1px solid var(--_line);
    background: var(--_panel);
  }

  h1 {
    display: flex;
    gap: 0.55rem;
    align-items: center;
    margin: 0;
    font-size: 1.0625rem;
    font-weight: 650;
    letter-spacing: -0.01em;
  }

  svg {
    width: 1.4rem;
    height: 1.4rem;
    color: var(--_accent);
  }

  nav {
    display: flex;
    gap: 0.25rem;
    align-self: stretch;
    margin-right: auto;
  }

  a {
    display: flex;
    align-items: center;
    min-height: 2.75rem;
    padding: 0 0.7rem;
    border-bottom: 2px solid transparent;
    color: var(--_muted);
    font-weight: 550;
    text-decoration: none;
  }

  a:hover {
    color: var(--_ink);
  }

  a[aria-current] {
    border-color: var(--_accent);
    color: var(--_ink);
  }

  a:focus-visible {
    outline-offset: -2px;
  }

  .fact {
    display: inline-flex;
    gap: 0.4rem;
    align-items: center;
    color: var(--_muted);
    font-size: 0.75rem;
  }

  select {
    height: 1.75rem;
    padding: 0 0.3rem;
    color: var(--_muted);
    font-size: 0.75rem;
  }

  .offer {
    display: inline-flex;
    gap: 0.4rem;
    align-items: center;
    color: var(--_muted);
    font-size: 0.75rem;
  }

  .tour {
    height: 1.75rem;
    padding: 0 0.6rem;
    color: var(--_muted);
    font-size: 0.75rem;
  }

  .light {
    width: 0.5rem;
    height: 0.5rem;
    border: 1.5px solid var(--_muted);
    border-radius: 50%;
  }

  .light.ready {
    border-color: var(--_accent);
    background: var(--_accent);
  }

  .light.none {
    border-color: var(--_warn);
  }

  /* With the adapter, all shall stand in one row. */
  @media (max-width: 84rem) {
    .offer > span {
      display: none;
    }
  }

  @media (max-width: 40rem) {
    :host {
      padding-top: 0.5rem;
    }

    h1 {
      margin-right: auto;
    }

    .fact {
      order: 1;
    }

    [data-adapter] {
      margin-right: auto;
    }

    nav {
      order: 2;
      flex-wrap: wrap;
      gap: 0;
      width: calc(100% + 1rem);
      margin: 0 -0.5rem;
    }

    a {
      padding: 0 0.5rem;
    }
  }

  /* Four German words in a row. */
  @media (max-width: 26rem) {
    a {
      font-size: 0.75rem;
    }
  }
`
