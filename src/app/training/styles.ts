import { css } from 'lit'

export const styles = css`
  :host {
    display: grid;
    gap: 0.75rem;
  }
`
