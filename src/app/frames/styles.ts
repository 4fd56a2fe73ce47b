import { css } from 'lit'

export const styles = css`
  :host {
    display: grid;
    gap: 0.35rem;
    font-size: 0.75rem;
  }

  .row {
    gap: 0.4rem;
  }

  input {
    width: 4rem;
    padding: 0 0.4rem;
    font-size: 0.75rem;
  }

  button {
    padding: 0 0.6rem;
    font-size: 0.75rem;
  }

  button.step {
    min-width: 2rem;
    font-size: 1rem;
    line-height: 1;
  }

  input,
  button {
    height: 1.75rem;
  }

  button[aria-pressed='true'] {
    background: var(--_tint);
  }

  @media (pointer: coarse) {
    input,
    button {
      height: 2.25rem;
    }

    button.step {
      min-width: 2.5rem;
    }
  }
`

export const driftStyles = css`
  :host {
    display: block;
  }

  .open {
    fill: var(--_tint);
  }

  .curve {
    fill: none;
    stroke-width: 2;
    stroke-linejoin: round;
  }

  .curve.x {
    stroke: var(--_deficit);
  }

  .curve.y {
    stroke: var(--_excess);
  }

  text.x {
    fill: var(--_deficit);
  }

  text.y {
    fill: var(--_excess);
  }
`
