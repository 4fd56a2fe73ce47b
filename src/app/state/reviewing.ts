import type { Opinion, Reviewed, Target } from '../../session/detector'
import { opinionOn, withOpinion } from '../../session/files/review'
import { verdictName } from '../shared/verdict'
import { t } from '../language/message'
import { said } from '../language/told'
import type { AppState } from './state'
import type { Store } from './store'

/** More than a person remembers having done. */
const MOST_STEPS = 200

/** Takes down what a person says of detections and columns. */
export class Reviewing {
  readonly #store: Store<AppState>

  constructor(store: Store<AppState>) {
    this.#store = store
  }

  /** Says something of a detection or a column of the result. */
  say(target: Target, change: Partial<Opinion>): void {
    const { result, review } = this.#store.state
    if (!result?.pictures) return
    const before = opinionOn(target, review.now, result)
    const now = withOpinion(review.now, target, change, result)
    this.#step(now, t`${nameOf(target)} ${wordOf(change, before)}`)
  }

  /** Takes another list in place of this one, as from a file; that can be undone too. */
  set(list: readonly Reviewed[]): void {
    this.#step(list, t`review loaded`)
  }

  undo(): void {
    const { now, past, future } = this.#store.state.review
    const last = past.at(-1)
    if (!last) return
    const review = { now: last.list, past: past.slice(0, -1), future: [...future, { list: now, what: last.what }] }
    this.#store.update({ review, announcement: t`Undone: ${last.what}.` })
  }

  redo(): void {
    const { now, past, future } = this.#store.state.review
    const next = future.at(-1)
    if (!next) return
    const review = { now: next.list, past: [...past, { list: now, what: next.what }], future: future.slice(0, -1) }
    this.#store.update({ review, announcement: t`Redone: ${next.what}.` })
  }

  #step(list: readonly Reviewed[], what: string): void {
    const { now, past } = this.#store.state.review
    const review = { now: list, past: [...past, { list: now, what }].slice(-MOST_STEPS), future: [] }
    this.#store.update({ review, announcement: `${what[0].toUpperCase()}${what.slice(1)}.` })
  }
}

function nameOf(target: Target): string {
  return 'detection' in target ? t`detection ${target.detection + 1}` : t`column`
}

function wordOf(change: Partial<Opinion>, before: Opinion | null): string {
  if (change.verdict) return verdictName(change.verdict)
  if (change.kind) return t`called ${said(change.kind)}`
  if (change.verdict === undefined) return change.kind === null ? t`called as it was found` : t`noted`
  return before?.verdict === 'added' ? t`removed` : t`no longer reviewed`
}
