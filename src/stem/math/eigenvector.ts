/** Rounds at most, and by how much no component may change any more. */
const ROUNDS = 1000
const SETTLED = 1e-10

/**
 * The eigenvector of a symmetric matrix [n, n] for its largest eigenvalue, of length 1, by power iteration. The matrix is
 * shifted by its largest row sum of magnitudes, so that no eigenvalue is below 0 and the largest is that of the largest
 * magnitude, too (Gershgorin).
 */
export function leadingEigenvector(matrix: Float64Array, n: number): Float64Array {
  let shift = 0
  for (let i = 0; i < n; i++) {
    let sum = 0
    for (let j = 0; j < n; j++) sum += Math.abs(matrix[i * n + j])
    shift = Math.max(shift, sum)
  }
  // Of a matrix of nothing every vector is one.
  shift ||= 1
  // A start that no pattern of signs is at right angles to.
  let vector = normalised(Float64Array.from({ length: n }, (_, i) => Math.sin(1 + 12.9898 * i)))
  for (let round = 0; round < ROUNDS; round++) {
    const next = new Float64Array(n)
    for (let i = 0; i < n; i++) {
      let sum = shift * vector[i]
      for (let j = 0; j < n; j++) sum += matrix[i * n + j] * vector[j]
      next[i] = sum
    }
    normalised(next)
    const isSettled = next.every((value, i) => Math.abs(value - vector[i]) < SETTLED)
    vector = next
    if (isSettled) break
  }
  return vector
}

/** In place; a vector of nothing stays as it is. */
function normalised(vector: Float64Array): Float64Array {
  const length = Math.hypot(...vector)
  if (length > 0) for (let i = 0; i < vector.length; i++) vector[i] /= length
  return vector
}
