/** Dispatches an event that bubbles and leaves shadow trees. */
export function tell(element: HTMLElement, type: string, detail?: unknown): void {
  element.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }))
}
