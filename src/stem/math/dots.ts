/** Two of a kind that go on together. */
export type Two<T> = readonly [T, T]

/**
 * The products of two rows with each of some others, of all the same length: four others at a time, for one sum alone would wait for itself,
 * and each entry is read once for both rows.
 */
export function dots(
  [a, b]: Two<Float64Array>,
  others: readonly Float64Array[],
  [outA, outB]: Two<Float64Array>,
): void {
  for (let c = 0; c < others.length; c += 4) {
    const [first, second, third, fourth] = [0, 1, 2, 3].map((k) => others[Math.min(c + k, others.length - 1)])
    let p = 0
    let q = 0
    let u = 0
    let v = 0
    let s = 0
    let t = 0
    let x = 0
    let y = 0
    for (let k = 0; k < a.length; k++) {
      const own = a[k]
      const other = b[k]
      const f = first[k]
      const g = second[k]
      const h = third[k]
      const i = fourth[k]
      p += f * own
      q += g * own
      u += h * own
      v += i * own
      s += f * other
      t += g * other
      x += h * other
      y += i * other
    }
    outA.set([p, q, u, v].slice(0, others.length - c), c)
    outB.set([s, t, x, y].slice(0, others.length - c), c)
  }
}
