import type { LitElement } from 'lit'
import { Speaking } from '../language/speaking'

/**
 * Defines a class under its tag, as Lit's decorator does, but for a tag that is there already: a page, or a notebook with several
 * widgets, may load Lacuna twice. The first one stays. All elements are rendered again when another language is spoken.
 */
export function customElement(tag: string): (element: typeof LitElement) => void {
  return (element) => {
    element.addInitializer((host) => void new Speaking(host))
    if (!customElements.get(tag)) customElements.define(tag, element)
  }
}
