import { css } from 'lit'

export const styles = css`
  :host {
    position: absolute;
    top: 0.75rem;
    left: 0.75rem;
    display: grid;
    gap: 0.2rem;
    padding: 0.4rem;
    border-radius: 6px;
    background: rgb(0 0 0 / 0.8);
    color: #e7e9ec;
    font-size: 0.6875rem;
    pointer-events: none;
  }

  canvas {
    width: 10rem;
    height: 10rem;
    image-rendering: pixelated;
  }
`
