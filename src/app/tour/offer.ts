/** Whether the tour is still offered, as this browser remembers it where that is allowed. */
const KEY = 'lacuna-tour'

export function isTourOffered(): boolean {
  try {
    return localStorage.getItem(KEY) === null
  } catch {
    // A page that may keep nothing would offer it at each visit.
    return false
  }
}

export function withdrawTour(): void {
  try {
    localStorage.setItem(KEY, 'seen')
  } catch {
    // It was not offered.
  }
}
