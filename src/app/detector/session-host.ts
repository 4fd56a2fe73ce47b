import type { ReactiveController, ReactiveControllerHost } from 'lit'
import { LacunaError } from '../../errors'
import type { Detector } from '../../session/detector'
import { startDetector } from '../../session/start'
import { onLanguage } from '../language/language'
import { tell } from '../shared/tell'
import type { Run } from '../state/run'
import { Session } from '../state/session'
import type { AppState } from '../state/state'
import { Following } from '../state/store'
import { t } from '../language/message'
import { eventsOf } from './events'
import { unawaited } from './unawaited'

/** What the element knows and a session needs. */
interface Properties {
  /** Null for a worker of the session's own. */
  detector(): Detector | null
  run(): Run
  /** Sets what the session changed of its own accord. */
  assign(change: Partial<Run>): void
  /** A new session knows nothing of what was open before. */
  begun(): void
}

/** Gives an element a session for as long as it is in a page, renders it when the session changes, and dispatches its events. */
export class SessionHost implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement
  readonly #properties: Properties
  readonly #following: Following<AppState>
  #session: Session | null = null
  /** Ends telling the session that another language is spoken: what was said last is not said again in it. */
  #unheard: () => void = () => {}

  constructor(host: ReactiveControllerHost & HTMLElement, properties: Properties) {
    this.#host = host
    this.#properties = properties
    this.#following = new Following<AppState>(host)
    host.addController(this)
  }

  /** Null once the element is on its way out. */
  get session(): Session | null {
    return this.#session
  }

  /** The session, or a `LacunaError` that says how to get one. */
  required(): Session {
    if (!this.#session) throw new LacunaError('not-connected', 'put the element into a page first')
    return this.#session
  }

  hostConnected(): void {
    if (!this.#session) this.#begin()
  }

  hostDisconnected(): void {
    // An element that is only moved is connected again before this runs.
    queueMicrotask(() => this.#host.isConnected || this.#end())
  }

  #begin(): void {
    const session = (this.#session = new Session(this.#properties.detector() ?? startDetector()))
    let before = session.store.state
    session.store.subscribe(() => {
      const { state } = session.store
      const events = eventsOf(before, state)
      const dropped = state.micrograph === before.micrograph ? {} : changesOf(before.run, state.run)
      before = state
      for (const event of events) this.#host.dispatchEvent(event)
      if (Object.keys(dropped).length > 0) this.#drop(dropped)
    })
    this.#following.follow(session.store)
    session.setRun(() => this.#properties.run())
    this.#properties.begun()
    this.#unheard = onLanguage(() => session.store.state.announcement && session.say(t`The language is English.`))
    unawaited(session.probe())
  }

  /** Drops what was chosen for the micrograph before: resets the properties, and tells the page as if the user had changed them. */
  #drop(change: Partial<Run>): void {
    this.#properties.assign(change)
    tell(this.#host, 'lacuna-run', change)
  }

  #end(): void {
    const session = this.#session
    this.#session = null
    this.#unheard()
    if (session) unawaited(session.close())
  }
}

function changesOf(before: Run, after: Run): Partial<Run> {
  const names = Object.keys(after) as (keyof Run)[]
  return Object.fromEntries(names.filter((name) => after[name] !== before[name]).map((name) => [name, after[name]]))
}
