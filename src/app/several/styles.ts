import { css } from 'lit'

export const styles = css`
  dialog {
    width: 100vw;
    max-width: none;
    height: 100dvh;
    max-height: none;
    padding: 0.75rem 1rem;
    border: 0;
    background: var(--_ground);
    color: var(--_ink);
    font: inherit;
  }

  dialog[open] {
    display: grid;
    grid-template-rows: auto minmax(12rem, 1fr) auto;
    gap: 0.75rem;
  }

  header {
    display: flex;
    gap: 0.5rem;
    align-items: center;
  }

  h2 {
    flex: 1;
    font-size: 1rem;
  }

  h3 {
    font-size: 0.75rem;
    overflow-wrap: anywhere;
  }

  .panes {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 0.75rem;
    min-height: 0;
  }

  section {
    display: grid;
    grid-template-rows: auto minmax(0, 1fr);
    gap: 0.3rem;
    min-width: 0;
    min-height: 0;
  }

  .empty {
    display: grid;
    place-content: center;
    padding: 1rem;
    border: 1px dashed var(--_line);
    color: var(--_muted);
    text-align: center;
  }

  .table {
    max-height: 34dvh;
    overflow: auto;
    border: 1px solid var(--_line);
    border-radius: 6px;
    background: var(--_panel);
  }

  table {
    width: 100%;
    border-collapse: collapse;
    font-size: 0.75rem;
  }

  th,
  td {
    padding: 0.25rem 0.6rem;
    border-bottom: 1px solid var(--_line);
    text-align: left;
  }

  thead th {
    position: sticky;
    top: 0;
    background: var(--_panel);
    color: var(--_muted);
    font-weight: 550;
    white-space: nowrap;
  }

  tbody th {
    font-weight: 550;
    overflow-wrap: anywhere;
  }

  .name {
    min-width: 9rem;
  }

  table .number {
    text-align: right;
    white-space: nowrap;
  }

  .picture {
    padding: 0.15rem 0 0.15rem 0.6rem;
    line-height: 0;
  }

  td canvas {
    width: 2.5rem;
    height: 2.5rem;
    object-fit: cover;
    image-rendering: auto;
  }

  input[type='radio'] {
    width: 1.5rem;
    height: 1.5rem;
    margin: 0;
    accent-color: var(--_accent);
  }

  @media (max-width: 52rem) {
    dialog {
      padding: 0.5rem;
    }
  }

  @media (max-width: 30rem) and (orientation: portrait) {
    .panes {
      grid-template-rows: 1fr 1fr;
      grid-template-columns: none;
      gap: 0.4rem;
    }
  }
`

export const paneStyles = css`
  :host {
    display: block;
    min-height: 0;
    overflow: hidden;
    border-radius: 6px;
    background: var(--lacuna-surround, #0b0d0f);
  }

  canvas {
    display: block;
    width: 100%;
    height: 100%;
    cursor: grab;
    touch-action: none;
  }

  canvas:focus-visible {
    outline-offset: -2px;
  }
`
