import { InputError } from '../errors'
import parameters from './kirkland.json'

const PARAMETERS: Readonly<Record<string, readonly number[]>> = parameters

/** Whether there are parameters of it: of hydrogen to lawrencium. */
export function isScatteringElement(symbol: string): boolean {
  return Object.hasOwn(PARAMETERS, symbol)
}

/**
 * Scattering factor of an atom for electrons, Å, at the squared frequency q², Å⁻²:
 *
 *   f(q) = Σ_(i = 1…3) a_i / (q² + b_i) + c_i e^(−d_i q²)
 *
 * with the parameters of E. J. Kirkland, Advanced Computing in Electron Microscopy, 2nd edition (Springer 2010), appendix C,
 * fitted up to q = 12 Å⁻¹. Throws an InputError for what is no element, or has none.
 */
export function scatteringFactor(symbol: string, squared: number): number {
  if (!isScatteringElement(symbol))
    throw new InputError('no-element', '', `no scattering factor of “${symbol}”: take a symbol from H to Lr`)
  const [a1, a2, a3, b1, b2, b3, c1, c2, c3, d1, d2, d3] = PARAMETERS[symbol]
  const lorentzians = a1 / (squared + b1) + a2 / (squared + b2) + a3 / (squared + b3)
  const gaussians = c1 * Math.exp(-d1 * squared) + c2 * Math.exp(-d2 * squared) + c3 * Math.exp(-d3 * squared)
  return lorentzians + gaussians
}
