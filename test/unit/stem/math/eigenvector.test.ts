import fc from 'fast-check'
import { Matrix } from 'ml-matrix'
import { expect, it } from 'vitest'
import { Random } from '../../../../src/nn'
import { leadingEigenvector } from '../../../../src/stem/math/eigen'

const product = (matrix: Matrix, vector: readonly number[]) => matrix.mmul(Matrix.columnVector(vector)).getColumn(0)
const dot = (p: readonly number[], q: readonly number[]) => p.reduce((sum, value, i) => sum + value * q[i], 0)

it('is an eigenvector of symmetric tables of likes and dislikes, and no vector has a larger quotient', () => {
  const tables = fc
    .integer({ min: 2, max: 20 })
    .chain((n) =>
      fc.array(fc.constantFrom(-1, 0, 1), { minLength: n * n, maxLength: n * n }).map((all) => ({ n, all })),
    )
  const random = new Random(1)
  fc.assert(
    fc.property(tables, ({ n, all }) => {
      const at = (i: number, j: number) => (i === j ? 0 : all[Math.max(i, j) * n + Math.min(i, j)])
      const matrix = new Matrix(Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => at(i, j))))
      const vector = leadingEigenvector(matrix)
      expect(Math.hypot(...vector)).toBeCloseTo(1, 9)
      const image = product(matrix, vector)
      const largest = dot(vector, image)
      expect(Math.hypot(...image.map((value, i) => value - largest * vector[i]))).toBeLessThan(1e-9)
      for (let trial = 0; trial < 10; trial++) {
        // Three steps of power iteration bring a random vector near the leading one.
        let other = Array.from({ length: n }, () => random.normal())
        for (let step = 0; step < 3; step++) other = product(matrix, other).map((value, i) => value + n * other[i])
        expect(dot(other, product(matrix, other)) / dot(other, other)).toBeLessThan(largest + 1e-9)
      }
    }),
    { numRuns: 200 },
  )
})

it('of a chessboard is the chessboard', () => {
  const n = 9
  const sign = (i: number, j: number) => (i === j ? 0 : (i + j) % 2 ? -1 : 1)
  const matrix = new Matrix(Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => sign(i, j))))
  const vector = leadingEigenvector(matrix)
  for (let i = 1; i < n; i++) expect(Math.sign(vector[i])).toBe(-Math.sign(vector[i - 1]))
})
