import { opinionOn } from '../../session/files/review'
import type { Session } from '../state/session'

const VERDICTS = { a: 'accepted', r: 'rejected' } as const

/**
 * Keys of a review, wherever the focus is but in a field: Ctrl Z and Ctrl Shift Z (or Ctrl Y) undo and redo, A and R accept and reject
 * the chosen detection. Escape ends what the picture is drawn on for.
 */
export function reviewKey(event: KeyboardEvent, session: Session): void {
  if (event.key === 'Escape') {
    session.setDrawing(false)
    session.setAdding(false)
    return
  }
  if (event.altKey || isTyped(event)) return
  const key = event.key.toLowerCase()
  if (event.ctrlKey || event.metaKey) {
    const act = key === 'y' || (key === 'z' && event.shiftKey) ? 'redo' : key === 'z' ? 'undo' : null
    if (act === null) return
    event.preventDefault()
    session.reviewing[act]()
  } else if (key === 'a' || key === 'r') {
    const { result, selected, review } = session.store.state
    if (selected === null || !result?.pictures) return
    const target = { detection: selected }
    const before = opinionOn(target, review.now, result)?.verdict
    session.reviewing.say(target, { verdict: before === VERDICTS[key] ? null : VERDICTS[key] })
  }
}

/** Whether a field takes the key: there it is a letter, or chooses. */
function isTyped(event: KeyboardEvent): boolean {
  const [target] = event.composedPath()
  return target instanceof HTMLElement && target.matches('input:not([type=checkbox], [type=range]), select, textarea')
}
