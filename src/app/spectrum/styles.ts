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
    max-width: 50cqi;
    font-size: 0.6875rem;
    pointer-events: none;
  }

  canvas {
    width: min(10rem, 34cqi);
    height: min(10rem, 34cqi);
    image-rendering: pixelated;
  }
`
