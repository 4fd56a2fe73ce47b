/** The products of a row with each of some others: four at a time, for one sum alone would wait for itself. */
export function dots(row: Float64Array, others: readonly Float64Array[], out: Float64Array): void {
  for (let c = 0; c < others.length; c += 4) {
    const [first, second, third, fourth] = [0, 1, 2, 3].map((k) => others[Math.min(c + k, others.length - 1)])
    let [p, q, u, v] = [0, 0, 0, 0]
    for (let k = 0; k < row.length; k++) {
      const value = row[k]
      p += first[k] * value
      q += second[k] * value
      u += third[k] * value
      v += fourth[k] * value
    }
    out.set([p, q, u, v].slice(0, others.length - c), c)
  }
}
