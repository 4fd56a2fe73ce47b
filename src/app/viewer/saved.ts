import { html, nothing, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit'
import type { OwnThread } from '../../session/reading/own-thread'
import type { Named, Saved } from '../../session/saved/saved'
import { shortened } from '../shared/format'
import { tell } from '../shared/tell'
import { t } from '../language/message'
import { asProblem } from '../state/problem'
import { nameOf, readSource } from '../state/source'
import type { Problem } from '../state/state'
import '../notice/lacuna-notice'

/** What shows it. */
type Viewer = ReactiveControllerHost &
  HTMLElement &
  Omit<Saved, 'micrograph'> & { micrograph: Saved['micrograph'] | null }

/** Addresses of what was saved: a session, or a micrograph and the files beside it. */
interface Addresses {
  src: string | null
  results: string | null
  heat: string | null
  phase: string | null
}

/**
 * Shows in a viewer what was saved of a search, from its addresses alone: without a model, an engine or WebGPU. Files are read in a
 * thread of their own, which ends when they are read.
 */
export class SavedSearch implements ReactiveController {
  readonly #viewer: Viewer
  #problem: Problem | null = null
  #opening = new AbortController()

  constructor(viewer: Viewer) {
    this.#viewer = viewer
    viewer.addController(this)
  }

  hostDisconnected(): void {
    this.#opening.abort()
  }

  /** What is opened later counts; what fails is shown, told as `lacuna-error`, and leaves what is shown as it is. */
  async open({ src, results, heat, phase }: Addresses): Promise<void> {
    this.#opening.abort()
    const { signal } = (this.#opening = new AbortController())
    if (src === null) return
    try {
      const saved = await openedFrom({ src, results, heat, phase }, signal)
      if (signal.aborted) return
      this.#fail(null)
      await this.#show(saved)
    } catch (error) {
      if (!signal.aborted) this.#fail(asProblem(error))
    }
  }

  notice(): TemplateResult | typeof nothing {
    const problem = this.#problem
    if (!problem) return nothing
    return html`<slot name="error">
      <lacuna-notice heading=${t`That did not work.`} data-code=${problem.code}
        >${shortened(problem.message)}</lacuna-notice
      >
    </slot>`
  }

  async #show({ view, micrograph, simulated, result, review, selected }: Saved): Promise<void> {
    const viewer = this.#viewer
    Object.assign(viewer, { micrograph, simulated, result, review, selected: null })
    await viewer.updateComplete
    if (view !== null) viewer.view = view
    viewer.selected = selected
    tell(viewer, 'lacuna-opened', { name: micrograph.name, simulated })
    if (result) tell(viewer, 'lacuna-detections', result)
    if (review.length > 0) tell(viewer, 'lacuna-review', review)
  }

  #fail(problem: Problem | null): void {
    this.#problem = problem
    this.#viewer.requestUpdate()
    if (problem) tell(this.#viewer, 'lacuna-error', problem)
  }
}

async function openedFrom(
  { src, results, heat, phase }: Addresses & { src: string },
  signal: AbortSignal,
): Promise<Saved> {
  // What reads files is loaded with the first of them: inside a detector, none is ever read here.
  const [{ openSaved }, { OwnThread }, { startReading }] = await Promise.all([
    import('../../session/saved/saved'),
    import('../../session/reading/own-thread'),
    import('../../session/reading/start'),
  ])
  const fetched = async (address: string): Promise<Named> => {
    return { bytes: await readSource(address, signal), name: nameOf(address) }
  }
  const perhaps = async (address: string | null) => (address === null ? null : fetched(address))
  const thread: OwnThread = new OwnThread(startReading)
  try {
    const source = await fetched(src)
    const [found, map, apart] = await Promise.all([results, heat, phase].map(perhaps))
    return await openSaved(
      source,
      { results: found, heat: map, phase: apart },
      {
        read: (bytes, name, asked) => thread.open(bytes, name, { ...asked, signal }),
        fetch: (address) => fetched(new URL(address, document.baseURI).href),
      },
    )
  } finally {
    thread.close()
  }
}
