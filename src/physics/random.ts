/** A seed of whole numbers, each of which counts. */
export function seedOf(numbers: readonly number[]): number {
  return numbers.reduce((seed, number) => scrambled(seed + number), 0)
}

/** Standard normal numbers from a seed: splitmix32 (Steele, Lea and Flood, OOPSLA 2014), in pairs by Box and Muller. */
export function normals(seed: number): () => number {
  let state = seed | 0
  const uniform = () => {
    const value = scrambled(state)
    state = (state + STEP) | 0
    return (value >>> 0) / 2 ** 32
  }
  let spare: number | null = null
  return () => {
    if (spare !== null) {
      const value = spare
      spare = null
      return value
    }
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()))
    const angle = 2 * Math.PI * uniform()
    spare = radius * Math.sin(angle)
    return radius * Math.cos(angle)
  }
}

const STEP = 0x9e3779b9

function scrambled(number: number): number {
  const next = (number + STEP) | 0
  const once = Math.imul(next ^ (next >>> 16), 0x21f0aaad)
  const twice = Math.imul(once ^ (once >>> 15), 0x735a2d97)
  return twice ^ (twice >>> 15)
}
