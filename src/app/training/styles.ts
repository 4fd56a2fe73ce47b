import { css } from 'lit'

export const styles = css`
  :host {
    display: grid;
    gap: 0.75rem;
  }

  .estimate {
    margin-top: -0.4rem;
    font-size: 0.75rem;
  }
`
