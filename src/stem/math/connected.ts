/** Connected groups of what `is` holds for. */
export function connected(count: number, is: (n: number) => boolean, around: (n: number) => number[]): number[][] {
  const taken = new Uint8Array(count)
  const found: number[][] = []
  for (let seed = 0; seed < count; seed++) {
    if (taken[seed] || !is(seed)) continue
    const group = [seed]
    taken[seed] = 1
    for (let k = 0; k < group.length; k++) {
      for (const next of around(group[k])) {
        if (taken[next] || !is(next)) continue
        taken[next] = 1
        group.push(next)
      }
    }
    found.push(group)
  }
  return found
}
