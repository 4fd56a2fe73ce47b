import { css } from 'lit'

export const styles = css`
  :host {
    display: grid;
    gap: 0.15rem;
  }

  progress {
    width: 100%;
    height: 0.5rem;
    accent-color: var(--_accent);
  }

  .times {
    display: flex;
    flex-wrap: wrap;
    gap: 0 0.5rem;
    justify-content: space-between;
    font-size: 0.75rem;
  }

  .message {
    display: inline-block;
  }

  :host(:not([verbatim])) .message::first-letter {
    text-transform: uppercase;
  }
`
