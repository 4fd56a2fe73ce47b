import { css } from 'lit'

export const styles = css`
  :host {
    display: grid;
    gap: 0.3rem;
    max-width: none;
    padding: 0.5rem 0.75rem;
    border-top: 1px solid #23282d;
    background: #15181b;
    color-scheme: dark;
    font-size: 0.75rem;
  }

  .facts {
    margin-right: auto;
  }

  label {
    display: inline-flex;
    gap: 0.4rem;
    align-items: center;
    color: var(--_muted);
  }

  input {
    width: 4rem;
  }

  svg {
    max-height: 6.5rem;
  }

  path {
    fill: none;
    stroke: var(--_accent);
    stroke-width: 1.5;
  }
`
