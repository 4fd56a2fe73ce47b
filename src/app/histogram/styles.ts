import { css } from 'lit'

export const styles = css`
  :host {
    display: grid;
    gap: 0.35rem;
  }

  .plot {
    position: relative;
  }

  .bulk {
    fill: color-mix(in srgb, var(--_muted) 45%, transparent);
  }

  .found {
    fill: var(--_accent);
  }

  .expected {
    fill: none;
    stroke: var(--_muted);
    stroke-dasharray: 3 3;
  }

  .axis {
    stroke: var(--_line);
  }

  .chosen {
    stroke: var(--_ink);
    stroke-width: 1.5;
    stroke-dasharray: 2 2;
  }

  .threshold {
    position: absolute;
    top: 0;
    width: 2.75rem;
    margin-left: -1.375rem;
    cursor: ew-resize;
    touch-action: none;
  }

  .threshold::before {
    content: '';
    position: absolute;
    inset: 0.55rem auto 0 50%;
    width: 2px;
    margin-left: -1px;
    background: var(--_accent);
  }

  .threshold::after {
    content: '';
    position: absolute;
    top: 0;
    left: 50%;
    width: 0.95rem;
    height: 0.95rem;
    margin-left: -0.475rem;
    border: 2px solid var(--_panel);
    border-radius: 50%;
    background: var(--_accent);
    box-shadow: 0 0 0 1px var(--_accent);
  }

  .key {
    display: flex;
    flex-wrap: wrap;
    gap: 0.1rem 0.9rem;
    font-size: 0.75rem;
    color: var(--_muted);
  }

  .key span::before {
    content: '';
    display: inline-block;
    width: 0.8rem;
    height: 0.6rem;
    margin-right: 0.35rem;
  }

  .key .key-bulk::before {
    background: color-mix(in srgb, var(--_muted) 45%, transparent);
  }

  .key .key-found::before {
    background: var(--_accent);
  }

  .key .key-expected::before {
    height: 0;
    border-top: 2px dashed var(--_muted);
    vertical-align: 0.25rem;
  }
`
