import { css } from 'lit'

export const styles = css`
  :host {
    display: block;
    container-type: inline-size;
    color-scheme: dark;
    background: #15181b;
  }

  .layout {
    display: grid;
    grid-template-columns: minmax(12rem, 1fr) minmax(0, 31rem);
    gap: 0.6rem 1rem;
    align-items: start;
    padding: 0.75rem;
  }

  dl {
    display: grid;
    grid-template-columns: auto 1fr;
    gap: 0.1rem 0.75rem;
    margin: 0.4rem 0 0;
  }

  dt {
    color: var(--_muted);
  }

  dd {
    margin: 0;
  }

  .deficit {
    color: var(--_deficit);
  }

  .excess {
    color: var(--_excess);
  }

  .actions {
    display: flex;
    flex-wrap: wrap;
    grid-column: 1 / -1;
    gap: 0.5rem 1rem;
    align-items: center;
  }

  lacuna-opinion {
    flex: 1;
    min-width: min(100%, 20rem);
  }

  button {
    height: 1.75rem;
    padding: 0 0.6rem;
  }

  lacuna-colour-key {
    justify-content: end;
    width: 100%;
    color: var(--_muted);
  }

  @container (max-width: 36rem) {
    .layout {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`
