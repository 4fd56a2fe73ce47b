/** The name that was most likely meant, or null where none is near: at most two letters wrong, missing, added or exchanged. */
export function closest(given: string, names: readonly string[]): string | null {
  const most = given.length < 4 ? 1 : 2
  const near = names.map((name) => ({ name, distance: distance(given, name) })).filter((one) => one.distance <= most)
  near.sort((a, b) => a.distance - b.distance)
  return near[0]?.name ?? null
}

/** What is added to an error about a name that there is none of. */
export function didYouMean(given: string, names: readonly string[], prefix = ''): string {
  const meant = closest(given, names)
  return meant === null ? '' : `; did you mean ${prefix}${meant}?`
}

/** Damerau's and Levenshtein's: letters to change, add, drop or exchange with the next. */
function distance(a: string, b: string): number {
  let before: number[] = []
  let row = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const changed = row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)
      const exchanged = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? before[j - 2] + 1 : Infinity
      next.push(Math.min(changed, row[j] + 1, next[j - 1] + 1, exchanged))
    }
    before = row
    row = next
  }
  return row[b.length]
}
