import { css } from 'lit'

export const styles = css`
  :host {
    display: grid;
    gap: 0.7rem;
  }

  lacuna-detections {
    margin: 0 -0.4rem;
  }

  .choice {
    display: flex;
    gap: 0.4rem;
    align-items: center;
    color: var(--_muted);
    font-size: 0.75rem;
  }

  .rate {
    display: inline-flex;
    gap: 0.4rem;
    align-items: center;
    color: var(--_muted);
    font-size: 0.75rem;
  }

  .rate input {
    width: 4rem;
    height: 1.75rem;
    padding: 0 0.4rem;
    font-size: 0.75rem;
  }

  input:user-invalid {
    border-color: var(--_warn);
  }

  #found {
    margin-right: auto;
    font-weight: 550;
  }

  .row button {
    height: 1.75rem;
    padding: 0 0.6rem;
    font-size: 0.75rem;
  }

  ul {
    display: grid;
    gap: 0.15rem;
    margin: 0;
    padding-left: 1.1rem;
    color: var(--_muted);
    font-size: 0.75rem;
  }

  @media (pointer: coarse) {
    .row button {
      height: 2.25rem;
    }
  }
`
