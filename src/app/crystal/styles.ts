import { css } from 'lit'

export const styles = css`
  :host {
    display: block;
  }

  .fields {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem 0.75rem;
  }

  .fields label {
    display: flex;
    gap: 0.5rem;
    align-items: center;
  }

  .fields :is(select, input, button) {
    width: auto;
    height: 1.75rem;
    padding: 0 0.4rem;
    font-size: 0.75rem;
  }

  @media (pointer: coarse) {
    .fields :is(select, input, button) {
      height: 2.25rem;
    }
  }

  .refused:not(:empty) {
    margin-top: 0.4rem;
  }
`
