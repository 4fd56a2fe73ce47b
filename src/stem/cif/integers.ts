export function divisor(a: number, b: number): number {
  return b === 0 ? Math.abs(a) : divisor(b, a % b)
}

/** The greatest common divisor g of a and b, and s, r with s a + r b = g (Bézout). */
export function bezout(a: number, b: number): [g: number, s: number, r: number] {
  if (b === 0) return [Math.abs(a), Math.sign(a), 0]
  const [g, s, r] = bezout(b, a % b)
  return [g, r, s - Math.trunc(a / b) * r]
}
