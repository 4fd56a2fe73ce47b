import { css } from 'lit'

export const styles = css`
  :host {
    display: grid;
    grid-template-columns: repeat(3, minmax(0, 1fr));
    gap: var(--lacuna-triptych-gap, 0.5rem);
  }

  figure {
    display: grid;
    gap: 0.25rem;
    margin: 0;
  }

  .picture {
    position: relative;
    outline: 1px solid var(--_line);
    background: #0c0d0f;
    line-height: 0;
  }

  canvas {
    width: 100%;
    image-rendering: pixelated;
  }

  svg {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
  }

  rect {
    fill: none;
    stroke: #fff;
    stroke-width: 1px;
    vector-effect: non-scaling-stroke;
    stroke-dasharray: 3 3;
  }

  figcaption {
    color: var(--_muted);
    font-size: 0.75rem;
  }
`
