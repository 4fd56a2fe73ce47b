/** The equations stop being solved further when what is left of the right side is this part of it. */
const TOLERANCE = 1e-6
const MOST_STEPS = 400

/** A symmetric positive definite matrix, and an approximate inverse of it, each by what it makes of a vector. */
export interface Operator {
  multiply: (vector: Float64Array, out: Float64Array) => void
  precondition: (vector: Float64Array, out: Float64Array) => void
}

/** Hestenes and Stiefel's conjugate gradients, preconditioned: the solution, begun at `start`. */
export function conjugateGradients(
  { multiply, precondition }: Operator,
  side: Float64Array,
  start: Float64Array = new Float64Array(side.length),
): Float64Array {
  const solution = start.slice()
  const [product, step] = [new Float64Array(side.length), new Float64Array(side.length)]
  multiply(solution, product)
  const left = side.map((value, k) => value - product[k])
  precondition(left, step)
  const way = step.slice()
  let slope = dot(left, step)
  const enough = TOLERANCE ** 2 * dot(side, side)
  for (let n = 0; n < MOST_STEPS && dot(left, left) > enough; n++) {
    multiply(way, product)
    const length = slope / dot(way, product)
    for (let k = 0; k < side.length; k++) {
      solution[k] += length * way[k]
      left[k] -= length * product[k]
    }
    precondition(left, step)
    const next = dot(left, step)
    const turn = next / slope
    for (let k = 0; k < side.length; k++) way[k] = step[k] + turn * way[k]
    slope = next
  }
  return solution
}

function dot(p: Float64Array, q: Float64Array): number {
  let sum = 0
  for (let k = 0; k < p.length; k++) sum += p[k] * q[k]
  return sum
}
