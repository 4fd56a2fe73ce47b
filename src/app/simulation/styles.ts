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

export const styles = css`
  .facts {
    color: var(--_muted);
    font-size: 0.75rem;
  }

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

  .detectors {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr));
    gap: 0.5rem 1.5rem;
  }

  .detector {
    display: grid;
    grid-template-columns: minmax(5rem, 1fr) 4.5rem auto 4.5rem;
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
