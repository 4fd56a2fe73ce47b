import { css, unsafeCSS } from 'lit'
import { diverging } from '../../session/picture/colour-map'
import { SEQUENTIAL } from '../../session/picture/maps'
import { gradient, linear } from '../../session/picture/sequential'

const DIVERGING = linear(Array.from({ length: 17 }, (_, step) => diverging(step / 8 - 1)))

export const styles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-height: 0;
    background: var(--lacuna-surround, #0c0d0f);
    color-scheme: dark;
    container-type: inline-size;
  }

  .tools {
    display: flex;
    flex-wrap: wrap;
    gap: 0.4rem 1rem;
    align-items: center;
    min-height: 2.75rem;
    padding: 0.375rem 0.75rem;
    border-bottom: 1px solid #23282d;
    background: #15181b;
  }

  .tools label {
    display: inline-flex;
    gap: 0.45rem;
    align-items: center;
    color: var(--_muted);
  }

  .tools label[hidden] {
    display: none;
  }

  .tools input[type='range'] {
    width: 7rem;
  }

  #display input[type='range'] {
    width: 5.5rem;
  }

  #display select {
    text-transform: capitalize;
  }

  .zoom {
    display: inline-flex;
    flex-wrap: wrap;
    gap: 0.25rem;
    margin-left: auto;
  }

  .zoom button[aria-pressed='true'] {
    border-color: var(--_accent);
    background: var(--_tint);
  }

  .zoom button {
    min-width: 2rem;
    padding: 0 0.5rem;
  }

  #bar input[type='number'] {
    width: 4.5rem;
  }

  .stage {
    position: relative;
    flex: 1;
    min-height: 10rem;
    overflow: hidden;
  }

  canvas {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    cursor: crosshair;
    touch-action: pan-y;
  }

  canvas.zoomed {
    cursor: grab;
    touch-action: none;
  }

  canvas.zoomed:active {
    cursor: grabbing;
  }

  :host(:is([drawing], [adding])) canvas {
    cursor: crosshair;
    touch-action: none;
  }

  canvas:focus-visible {
    outline-offset: -3px;
  }

  .badge {
    padding: 0.15rem 0.55rem;
    border-radius: 5px;
    background: #e7e9ec;
    color: #15181b;
    font-size: 0.75rem;
    font-weight: 650;
  }

  .readout,
  .legend {
    position: absolute;
    padding: 0.2rem 0.55rem;
    border-radius: 5px;
    background: rgb(0 0 0 / 0.75);
    color: #e7e9ec;
    font-size: 0.75rem;
    pointer-events: none;
  }

  .readout {
    right: 0.75rem;
    bottom: 0.75rem;
    max-width: calc(100% - 13rem);
    text-align: right;
  }

  .readout:empty {
    display: none;
  }

  .legend {
    top: 0.75rem;
    right: 0.75rem;
  }

  .bar {
    display: inline-block;
    width: 6rem;
    height: 0.5rem;
    margin: 0 0.3rem;
    border-radius: 2px;
    background: ${unsafeCSS(gradient(SEQUENTIAL))};
  }

  .bar.diverging {
    background: ${unsafeCSS(DIVERGING)};
  }

  .empty {
    position: absolute;
    inset: 0;
    display: grid;
    place-content: center;
    padding: 1rem;
    color: var(--_muted);
    text-align: center;
  }

  @container (max-width: 48rem) {
    .tools {
      gap: 0.4rem 0.75rem;
    }

    .tools input[type='range'] {
      width: 5rem;
    }

    label .wide {
      display: none;
    }
  }

  @container (max-width: 34rem) {
    .tools {
      gap: 0.4rem 0.5rem;
      padding-inline: 0.5rem;
    }

    .tools input[type='range'] {
      width: 4.5rem;
    }

    .wide {
      display: none;
    }

    .tools select {
      max-width: 9.5rem;
      padding: 0 0.3rem;
    }

    #display,
    #figure {
      display: grid;
      grid-template-columns: repeat(2, minmax(0, 1fr));
    }

    #display label,
    #figure label {
      justify-content: space-between;
    }

    .stage {
      min-height: min(85cqi, 50dvh);
    }

    .readout {
      max-width: none;
    }

    /* The tools of a result go to a line of their own, under what is always there. */
    .zoom {
      order: -1;
    }

    .badge {
      order: -2;
    }
  }
`
