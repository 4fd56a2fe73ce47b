/** Powers of two between which the spread of a micrograph's intensities is taken as it is: from some 10⁻⁶ to 10⁹. */
const LEAST = -20
const MOST = 30

/**
 * The power of two that brings intensities into the range in which single precision neither overflows nor loses digits when they
 * are squared and added up; 0 where they are in it. Dividing by a power of two changes no digit.
 */
export function exponentOf(data: Float32Array): number {
  let least = Infinity
  let most = -Infinity
  for (let at = 0; at < data.length; at++) {
    const value = data[at]
    if (value < least) least = value
    if (value > most) most = value
  }
  const spread = Math.max(most - least, Math.abs(most), Math.abs(least))
  if (!(spread > 0) || !Number.isFinite(spread)) return 0
  const exponent = Math.floor(Math.log2(spread))
  return exponent < LEAST || exponent > MOST ? exponent - 10 : 0
}

/** Divided by 2 to the `exponent`, in two steps: the factor itself may be no single-precision number. */
export function scaledDown(data: Float32Array, exponent: number): Float32Array {
  const half = Math.trunc(exponent / 2)
  const [first, second] = [2 ** -half, 2 ** (half - exponent)]
  return data.map((value) => value * first * second)
}
