import { css } from 'lit'

export const styles = css`
  :host {
    display: grid;
    gap: 0.4rem;
  }

  .fields {
    display: grid;
    grid-template-columns: minmax(5.6rem, 1.2fr) minmax(3.7rem, 1fr) minmax(3.7rem, 1fr) auto;
    gap: 0.5rem;
    align-items: end;
  }
`
