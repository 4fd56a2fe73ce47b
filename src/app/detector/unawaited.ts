/** For actions that nobody waits for: what goes wrong in them is in the session's state, and so in sight. */
export function unawaited(action: Promise<unknown>): void {
  action.catch(() => {})
}
