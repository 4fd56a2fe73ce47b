import { css } from 'lit'

export const styles = css`
  fieldset {
    display: grid;
    gap: 0.5rem;
    margin: 0;
    padding: 0;
    border: 0;
  }

  legend {
    margin-bottom: 0.4rem;
    padding: 0;
    font-weight: 550;
  }

  fieldset label {
    display: flex;
    gap: 0.5rem;
    align-items: baseline;
  }

  fieldset input[type='radio'] {
    margin: 0;
    accent-color: var(--_accent);
  }

  small,
  .facts {
    color: var(--_muted);
    font-size: 0.75rem;
  }

  small {
    display: block;
  }

  summary {
    cursor: pointer;
  }

  ul {
    margin: 0.25rem 0 0;
    padding-left: 1.1rem;
    overflow-wrap: anywhere;
  }

  lacuna-run-fields {
    max-width: 30rem;
  }

  /* Files are taken anywhere on the page. */
  .drop {
    position: fixed;
  }
`
