import type { Progress } from '../../progress'
import type { AdapterSummary, DetectionResult, LatticeDescription, Reviewed } from '../../session/detector'
import type { Run } from '../state/run'
import type { AppState, Model, Problem } from '../state/state'

/** What `<lacuna-detector>` tells the page around it. All of these bubble and leave shadow trees. */
export interface DetectorEvents {
  'lacuna-adapter': CustomEvent<AdapterSummary | null>
  'lacuna-opened': CustomEvent<{ name: string; simulated: boolean }>
  'lacuna-progress': CustomEvent<Progress>
  'lacuna-lattice': CustomEvent<LatticeDescription>
  'lacuna-trained': CustomEvent<Model>
  'lacuna-detections': CustomEvent<DetectionResult>
  'lacuna-review': CustomEvent<readonly Reviewed[]>
  'lacuna-error': CustomEvent<Problem>
  'lacuna-select': CustomEvent<number | null>
  'lacuna-run': CustomEvent<Partial<Run>>
}

/** The events that a change of the state is worth, in the order in which they are to be heard. */
export function eventsOf(before: AppState, after: AppState): CustomEvent[] {
  const events: CustomEvent[] = []
  const tell = <T extends keyof DetectorEvents>(type: T, detail: DetectorEvents[T]['detail']) => {
    events.push(new CustomEvent(type, { detail, bubbles: true, composed: true }))
  }
  if (after.gpu !== before.gpu) {
    if (after.gpu.kind === 'ready') tell('lacuna-adapter', after.gpu.adapter)
    if (after.gpu.kind === 'none') {
      tell('lacuna-adapter', null)
      tell('lacuna-error', after.gpu.problem)
    }
  }
  const { micrograph, simulated } = after
  if (micrograph && micrograph !== before.micrograph) tell('lacuna-opened', { name: micrograph.name, simulated })
  if (after.progress && after.progress !== before.progress) tell('lacuna-progress', after.progress)
  if (after.lattice && after.lattice !== before.lattice) tell('lacuna-lattice', after.lattice)
  const { model } = after
  if (model && model !== before.model && (model.origin === 'trained' || model.origin === 'cancelled'))
    tell('lacuna-trained', model)
  if (after.result && after.result !== before.result) tell('lacuna-detections', after.result)
  if (after.review.now !== before.review.now) tell('lacuna-review', after.review.now)
  if (after.problem && after.problem !== before.problem) tell('lacuna-error', after.problem)
  return events
}

declare global {
  // oxlint-disable-next-line typescript/no-empty-object-type -- all there is to add is what it extends
  interface HTMLElementEventMap extends DetectorEvents {}
}
