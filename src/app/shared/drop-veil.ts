import { css } from 'lit'

/** What lies over the part of the page, or the page, that a `DropTarget` says files are held above. */
export const dropVeil = css`
  .drop {
    position: absolute;
    inset: 0.75rem;
    z-index: 10;
    display: grid;
    place-content: center;
    border: 2px dashed var(--_accent);
    border-radius: 12px;
    background: color-mix(in srgb, var(--_ground) 82%, transparent);
    font-size: 1.25rem;
    pointer-events: none;
  }
`
