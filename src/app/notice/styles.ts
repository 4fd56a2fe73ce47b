import { css } from 'lit'

export const styles = css`
  :host {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem 1rem;
    align-items: center;
    padding: 0.6rem 1rem;
    border-left: 4px solid var(--_warn);
    background: var(--_warn-tint);
  }

  .text {
    flex: 1 1 18rem;
    overflow-wrap: anywhere;
  }

  strong {
    color: var(--_warn);
  }
`
