import { css } from 'lit'

export const styles = css`
  :host {
    display: block;
  }

  ul {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(4.6rem, 1fr));
    grid-auto-rows: 1fr;
    gap: 0.35rem;
    margin: 0;
    padding: 0;
    list-style: none;
  }

  button {
    display: grid;
    gap: 0.2rem;
    justify-items: center;
    align-content: start;
    width: 100%;
    height: 100%;
    padding: 0.3rem 0.15rem;
    font-size: 0.6875rem;
    font-weight: 500;
    white-space: normal;
  }

  button[aria-current] {
    border-color: var(--_accent);
    background: var(--_tint);
  }

  svg {
    width: 2.5rem;
    border-radius: 4px;
    background: #0c0d0f;
    fill: #e7e9ec;
  }

  @media (pointer: coarse) {
    button {
      min-height: 4.5rem;
    }
  }
`
