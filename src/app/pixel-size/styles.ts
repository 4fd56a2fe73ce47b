import { css } from 'lit'

export const styles = css`
  :host {
    display: grid;
    gap: 0.4rem;
  }

  .row p {
    flex: 1;
    min-width: 10rem;
    font-size: 0.75rem;
  }

  .row button {
    height: 1.75rem;
    padding: 0 0.6rem;
    font-size: 0.75rem;
  }

  .fields {
    display: grid;
    grid-template-columns: repeat(2, minmax(0, 1fr)) minmax(4.2rem, 0.6fr);
    gap: 0.5rem;
  }

  @media (pointer: coarse) {
    .row button {
      height: 2.25rem;
    }
  }
`
