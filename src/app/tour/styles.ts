import { css } from 'lit'

export const styles = css`
  :host {
    display: contents;
  }

  .card,
  .ring {
    position: fixed;
    inset: auto;
    margin: 0;
  }

  .card {
    width: min(22rem, calc(100vw - 1.5rem));
    padding: 0.9rem 1rem;
    border: 1px solid var(--_line);
    border-radius: 8px;
    background: var(--_panel);
    color: var(--_ink);
    box-shadow: 0 8px 28px rgb(0 0 0 / 35%);
  }

  .card:popover-open {
    display: grid;
    gap: 0.75rem;
  }

  h2 {
    margin-bottom: 0.25rem;
    font-size: 0.9375rem;
  }

  .row .muted {
    flex: 1;
    font-size: 0.75rem;
    white-space: nowrap;
  }

  [aria-disabled='true'] {
    opacity: 0.5;
  }

  .ring {
    overflow: visible;
    padding: 0;
    border: 3px solid var(--_accent);
    border-radius: 8px;
    background: none;
    pointer-events: none;
  }

  @media (prefers-reduced-motion: no-preference) {
    .ring,
    .card {
      transition:
        left 0.18s,
        top 0.18s;
    }
  }
`
