import { css } from 'lit'

/** As many fields in a row as there is room for, each under its label. */
export const fieldGrid = css`
  :host {
    display: block;
  }

  .fields {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(7.5rem, 1fr));
    gap: 0.5rem 0.75rem;
    align-items: end;
  }

  .fields + .refused:not(:empty) {
    margin-top: 0.4rem;
  }
`

const facts = css`
  .facts {
    color: var(--_muted);
    font-size: 0.75rem;
  }
`

export const styles = css`
  ${facts}

  .picture {
    overflow: hidden;
    border: 1px solid var(--_line);
    border-radius: 10px;
  }

  lacuna-viewer {
    height: min(38rem, 80vh);
  }

  .pictures {
    display: inline-flex;
    flex-wrap: wrap;
    gap: 0.25rem;
  }

  .pictures button[aria-pressed='true'] {
    border-color: var(--_accent);
    background: var(--_tint);
  }
`

export const formStyles = css`
  ${facts}

  :host {
    display: grid;
    gap: 1rem;
  }

  fieldset {
    min-width: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }

  legend {
    margin-bottom: 0.4rem;
    padding: 0;
    font-weight: 550;
  }

  slot {
    display: block;
    margin-bottom: 0.5rem;
  }

  fieldset .facts {
    max-width: 80ch;
    margin-top: 0.4rem;
  }

  .detectors {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(14.5rem, 1fr));
    gap: 0.5rem 1rem;
  }

  .detector {
    display: grid;
    grid-template-columns: 5.2rem 3.9rem auto 3.9rem;
    justify-content: start;
    gap: 0.4rem;
    align-items: center;
  }

  .detector label {
    display: flex;
    gap: 0.4rem;
    align-items: center;
  }

  .detector input[type='number'] {
    width: 100%;
    padding: 0 0.4rem;
  }

  .refused {
    color: var(--_warn);
    font-size: 0.75rem;
  }

  .refused:empty {
    display: none;
  }
`
