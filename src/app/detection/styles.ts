import { css } from 'lit'

export const styles = css`
  :host {
    display: flex;
    flex-direction: column;
  }

  .awaited {
    padding: 0.5rem 1rem;
    border-left: 4px solid var(--_accent);
    background: var(--_tint);
    overflow-wrap: anywhere;
  }

  lacuna-detector {
    --lacuna-height: 100%;

    flex: 1;
    min-height: 0;
  }
`
