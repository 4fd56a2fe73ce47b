import { css } from 'lit'

export const styles = css`
  :host {
    display: flex;
    flex-direction: column;
  }

  lacuna-detector {
    --lacuna-height: 100%;

    flex: 1;
    min-height: 0;
  }
`
