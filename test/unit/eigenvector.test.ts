import fc from 'fast-check'
import { EigenvalueDecomposition, Matrix } from 'ml-matrix'
import { expect, it } from 'vitest'
import { leadingEigenvector } from '../../src/stem/math/eigenvector'

it('reaches the largest eigenvalue of symmetric tables of likes and dislikes', () => {
  const tables = fc
    .integer({ min: 2, max: 20 })
    .chain((n) =>
      fc.array(fc.constantFrom(-1, 0, 1), { minLength: n * n, maxLength: n * n }).map((all) => ({ n, all })),
    )
  fc.assert(
    fc.property(tables, ({ n, all }) => {
      const at = (i: number, j: number) => (i === j ? 0 : all[Math.max(i, j) * n + Math.min(i, j)])
      const matrix = Float64Array.from({ length: n * n }, (_, k) => at(Math.floor(k / n), k % n))
      const vector = leadingEigenvector(matrix, n)
      expect(Math.hypot(...vector)).toBeCloseTo(1, 9)
      let quotient = 0
      for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) quotient += vector[i] * matrix[i * n + j] * vector[j]
      const { realEigenvalues } = new EigenvalueDecomposition(Matrix.from1DArray(n, n, matrix), {
        assumeSymmetric: true,
      })
      // Two eigenvalues that are next to each other are told apart slowly; either's vector is as good a split then.
      expect(Math.max(...realEigenvalues) - quotient).toBeLessThan(0.05)
    }),
    { numRuns: 200 },
  )
})

it('of a chessboard is the chessboard', () => {
  const n = 9
  const matrix = Float64Array.from({ length: n * n }, (_, k) => {
    const [i, j] = [Math.floor(k / n), k % n]
    return i === j ? 0 : (i + j) % 2 ? -1 : 1
  })
  const vector = leadingEigenvector(matrix, n)
  for (let i = 1; i < n; i++) expect(Math.sign(vector[i])).toBe(-Math.sign(vector[i - 1]))
})
