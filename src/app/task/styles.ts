import { css } from 'lit'

/** A tab that starts one long task and shows its report: what it is, how to run it, what came of it. */
export const styles = css`
  :host {
    display: block;
    container-type: inline-size;
    background: var(--_ground);
  }

  .sheet {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 1rem;
    max-width: 67.5rem;
    margin: 0 auto;
    padding: 1.5rem 1rem 3rem;
  }

  h2 {
    font-size: 1.25rem;
    text-wrap: balance;
  }

  .lead {
    max-width: 80ch;
    color: var(--_muted);
    font-size: 0.875rem;
  }

  .card {
    display: grid;
    gap: 1rem;
    padding: 1rem;
    border: 1px solid var(--_line);
    border-radius: 10px;
    background: var(--_panel);
  }

  lacuna-notice {
    border-radius: 6px;
  }
`
