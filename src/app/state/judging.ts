import { judgedAlike } from '../../session/request'
import type { DetectionResult, Detector, JudgedResult } from '../../session/detector'
import { judgement } from '../../session/picture/pictured'
import { count, percent } from '../shared/format'
import { t } from '../language/message'
import { said } from '../language/told'
import type { AppState } from './state'
import type { Store } from './store'

/** A result in one sentence. */
export function foundIn(result: DetectionResult | JudgedResult): string {
  if (result.verdict === 'not periodic' && !result.detections) return t`Not periodic: ${said(result.reason)}.`
  const rate = percent(result.circumstances.request.rate)
  const found = result.detections?.length ?? 0
  return found > 0
    ? t`${count(found, 'detection')} at a false discovery rate of ${rate}, listed in the table.`
    : t`Nothing found at a false discovery rate of ${rate}.`
}

/** Keeps the result of a detection judged as the run asks, without another detection. */
export class Judging {
  readonly #store: Store<AppState>
  readonly #detector: Detector
  #busy = false

  constructor(store: Store<AppState>, detector: Detector) {
    this.#store = store
    this.#detector = detector
  }

  /**
   * Rejects with what the detector does. While one judgement is under way others wait, and of these only the latest is made: a
   * threshold that is dragged asks for more than can be answered.
   */
  async again(): Promise<void> {
    if (this.#busy) return
    this.#busy = true
    try {
      for (;;) {
        const { result } = this.#store.state
        if (!result?.detections || this.#isJudged(result)) return
        if (result.verdict === 'not periodic') {
          // What was measured is kept, so that this takes no time either.
          const judged = await this.#detector.detect(this.#store.state.run)
          if (this.#store.state.result === result) this.#show(judged)
          continue
        }
        const judged = await this.#detector.judge(this.#store.state.run)
        // Too late for a result that has gone.
        if (this.#store.state.result === result) this.#show({ ...result, ...judged })
      }
    } finally {
      this.#busy = false
    }
  }

  #show(result: DetectionResult): void {
    const column = this.#chosenColumn()
    const selected = result.pictures ? judgement(result).findings.findIndex((one) => one.column === column) : -1
    this.#store.update({
      result,
      selected: selected < 0 ? null : selected,
      // What is overtaken already is not worth saying aloud.
      ...(this.#isJudged(result) && { announcement: foundIn(result) }),
    })
  }

  #isJudged({ asked }: DetectionResult | JudgedResult): boolean {
    return judgedAlike(asked, this.#store.state.run)
  }

  #chosenColumn(): number | null {
    const { result, selected } = this.#store.state
    return result?.pictures && selected !== null ? judgement(result).findings[selected].column : null
  }
}
