import { InputError } from '../errors'
import { requireUsable } from '../io/check'
import type { Micrograph } from '../io/micrograph'
import type { LongCall } from '../progress'
import { findLattice } from '../stem/lattice/find'
import type { Lattice, LatticeVerdict } from '../stem/lattice/lattice'
import { SquarePixels } from '../stem/micrograph/square-pixels'
import type { Source } from './recorded'

/** The open micrograph, and its lattice once it has been looked for. */
export class Subject {
  #square: SquarePixels | null = null
  #lattice: { found: LatticeVerdict; seconds: number } | null = null

  constructor(
    readonly micrograph: Micrograph,
    readonly source: Source,
    /** That reading it took; null where it was made. */
    readonly readSeconds: number | null,
  ) {}

  /** On the pixels that are searched. */
  get square(): SquarePixels {
    return (this.#square ??= new SquarePixels(this.micrograph))
  }

  /** On square pixels. */
  async lattice(call: LongCall): Promise<{ found: LatticeVerdict; seconds: number }> {
    if (this.#lattice) return this.#lattice
    requireUsable(this.micrograph, 1)
    const begun = performance.now()
    const found = await findLattice(this.square.micrograph, call)
    return (this.#lattice = { found, seconds: (performance.now() - begun) / 1000 })
  }

  /** The same; throws an InputError where there is none. */
  async periodicLattice(call: LongCall): Promise<Lattice> {
    const { found } = await this.lattice(call)
    if (found.verdict === 'periodic') return found
    const cause = `not periodic: ${found.reason}; there is no crystal to learn, take another micrograph`
    throw new InputError('not-periodic', this.micrograph.name, cause)
  }
}
