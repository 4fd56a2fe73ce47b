import { css } from 'lit'

export const styles = css`
  :host {
    --card: var(--_panel);
    --dim: var(--_muted);
    --rule: var(--_line);
    --mark: var(--_tint);
    --note: light-dark(#fff6e5, #2a2315);
    --note-edge: light-dark(#d99a2b, #b98a3c);

    display: block;
    font-size: 0.875rem;
  }

  h2 {
    font-size: 1.0625rem;
  }

  .lead {
    margin-bottom: 1rem;
    font-size: 1.125rem;
    font-weight: 550;
  }
`
