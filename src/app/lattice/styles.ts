import { css } from 'lit'

export const styles = css`
  :host {
    display: block;
    font-size: 0.75rem;
  }

  p {
    color: var(--_muted);
  }

  .fitting {
    display: flex;
    flex-wrap: wrap;
    gap: 0.25rem 0.5rem;
    align-items: center;
  }

  .fitting button {
    height: 1.5rem;
    padding: 0 0.5rem;
    font-size: 0.75rem;
  }

  @media (pointer: coarse) {
    .fitting button {
      height: 2.25rem;
    }
  }

  .scale.off {
    color: var(--_warn);
  }

  .verdict {
    display: grid;
    gap: 0.15rem;
    padding: 0.6rem 0.75rem;
    border-left: 4px solid var(--_warn);
    background: var(--_warn-tint);
  }

  .verdict strong {
    color: var(--_warn);
    font-size: 0.8125rem;
  }

  .verdict p {
    color: var(--_ink);
  }
`
