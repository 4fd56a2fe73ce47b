/**
 * Defines a class under its tag, as Lit's decorator does, but for a tag that is there already: a page, or a notebook with several
 * widgets, may load Lacuna twice. The first one stays.
 */
export function customElement(tag: string): (element: CustomElementConstructor) => void {
  return (element) => {
    if (!customElements.get(tag)) customElements.define(tag, element)
  }
}
