import { css } from 'lit'

export const styles = css`
  :host {
    display: grid;
    gap: 0.5rem;
  }

  .row p {
    flex: 1;
    font-size: 0.75rem;
  }

  .row button {
    height: 1.75rem;
    padding: 0 0.6rem;
    font-size: 0.75rem;
  }

  button[aria-pressed='true'] {
    border-color: var(--_accent);
    background: var(--_tint);
  }

  .fields {
    display: grid;
    grid-template-columns: repeat(4, minmax(0, 1fr));
    gap: 0.5rem;
  }

  @media (pointer: coarse) {
    .row button {
      height: 2.25rem;
    }
  }
`
