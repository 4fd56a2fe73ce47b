/**
 * The inverse of a symmetric positive definite matrix [n, n] by Cholesky's factorisation, or null where it is not
 * positive definite.
 */
export function inverse(matrix: Float64Array, n: number): Float64Array | null {
  const lower = factor(matrix, n)
  if (!lower) return null
  // The inverse of the lower factor, row by row, and then its transpose times itself.
  const inverted = new Float64Array(n * n)
  for (let i = 0; i < n; i++) {
    const diagonal = 1 / lower[i * n + i]
    inverted[i * n + i] = diagonal
    for (let j = 0; j < i; j++) {
      let sum = 0
      for (let k = j; k < i; k++) sum += lower[i * n + k] * inverted[k * n + j]
      inverted[i * n + j] = -sum * diagonal
    }
  }
  const out = new Float64Array(n * n)
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0
      for (let k = i; k < n; k++) sum += inverted[k * n + i] * inverted[k * n + j]
      out[i * n + j] = sum
      out[j * n + i] = sum
    }
  }
  return out
}

function factor(matrix: Float64Array, n: number): Float64Array | null {
  const lower = new Float64Array(n * n)
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * n + j]
      for (let k = 0; k < j; k++) sum -= lower[i * n + k] * lower[j * n + k]
      if (i === j) {
        if (!(sum > 0)) return null
        lower[i * n + i] = Math.sqrt(sum)
      } else {
        lower[i * n + j] = sum / lower[j * n + j]
      }
    }
  }
  return lower
}

/** Logarithm of the determinant of a symmetric positive definite matrix [n, n]. */
export function logDeterminant(matrix: Float64Array, n: number): number {
  const lower = factor(matrix, n)
  if (!lower) return -Infinity
  let sum = 0
  for (let i = 0; i < n; i++) sum += 2 * Math.log(lower[i * n + i])
  return sum
}
