import { css } from 'lit'

export const styles = css`
  :host {
    display: block;
    background: var(--_panel);
  }

  section {
    display: grid;
    gap: 0.7rem;
    padding: 0.9rem 1rem;
    border-bottom: 1px solid var(--_line);
  }

  section > header {
    display: flex;
    flex-wrap: wrap;
    gap: 0.4rem 0.75rem;
    align-items: center;
    justify-content: space-between;
  }

  header h2 {
    margin-right: auto;
  }

  .facts {
    color: var(--_muted);
    font-size: 0.75rem;
    overflow-wrap: anywhere;
  }

  summary {
    color: var(--_muted);
    font-size: 0.75rem;
    cursor: pointer;
  }

  details > lacuna-triptych {
    max-width: 28rem;
  }

  details > * + * {
    margin-top: 0.5rem;
  }

  .row button {
    height: 1.75rem;
    padding: 0 0.6rem;
    font-size: 0.75rem;
  }

  @media (pointer: coarse) {
    .row button {
      height: 2.25rem;
    }
  }

  [inert] {
    opacity: 0.5;
  }
`
