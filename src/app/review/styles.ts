import { css } from 'lit'

export const styles = css`
  :host {
    display: grid;
    gap: 0.4rem;
    font-size: 0.75rem;
  }

  .facts {
    margin-right: auto;
  }

  .row button {
    height: 1.75rem;
    padding: 0 0.6rem;
    font-size: 0.75rem;
  }

  ul {
    display: grid;
    gap: 0.5rem;
    margin: 0;
    padding: 0;
    list-style: none;
  }

  li {
    display: grid;
    gap: 0.2rem;
  }

  @media (pointer: coarse) {
    .row button {
      height: 2.25rem;
    }
  }
`
