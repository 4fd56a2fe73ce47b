import { css } from 'lit'

export const styles = css`
  :host {
    display: inline-flex;
    gap: 0.45rem;
    align-items: center;
    font-size: 0.75rem;
  }

  canvas {
    width: 6rem;
    height: 0.5rem;
    border-radius: 2px;
  }
`
