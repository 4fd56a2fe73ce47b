import { css } from 'lit'

export const styles = css`
  :host {
    display: contents;
  }

  details[open] {
    order: 9;
    flex-basis: 100%;
  }

  summary {
    display: inline-grid;
    place-content: center;
    width: 1.5rem;
    height: 1.5rem;
    border: 1px solid var(--_line);
    border-radius: 50%;
    color: var(--_muted);
    font-size: 0.75rem;
    font-weight: 650;
    list-style: none;
    cursor: pointer;
  }

  summary::-webkit-details-marker {
    display: none;
  }

  summary:hover,
  [open] summary {
    border-color: var(--_accent);
    color: var(--_ink);
  }

  .text {
    margin-top: 0.5rem;
    padding: 0.6rem 0.75rem;
    border-left: 3px solid var(--_accent);
    border-radius: 4px;
    background: var(--_tint);
    font-size: 0.75rem;
  }
`
