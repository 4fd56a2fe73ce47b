import type { Run } from '../state/run'

/** Dispatches an event that bubbles and leaves shadow trees. */
export function tell(element: HTMLElement, type: string, detail?: unknown): void {
  element.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }))
}

/** Tells that the user changed a part of the run. */
export function tellRun(element: HTMLElement, change: Partial<Run>): void {
  tell(element, 'lacuna-run', change)
}
