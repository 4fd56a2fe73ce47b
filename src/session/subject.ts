import { InputError } from '../errors'
import { requireUsable } from '../io/check'
import type { Micrograph } from '../io/micrograph'
import type { LongCall } from '../progress'
import type { Contrast } from '../stem/clean/contrast'
import type { Lattice } from '../stem/lattice/lattice'
import type { Examined } from '../stem/micrograph/examine'
import { examine } from '../stem/micrograph/examine'
import type { SquarePixels } from '../stem/micrograph/square-pixels'
import type { FileContents } from './contents'
import type { Source } from './recorded'

/** A micrograph as it is searched, and the seconds that it took to find its lattice. */
interface Surveyed extends Examined {
  seconds: number
}

/** The open micrograph, and its lattice once it has been looked for. */
export class Subject {
  readonly #surveyed = new Map<Contrast, Surveyed>()

  constructor(
    readonly micrograph: Micrograph,
    readonly source: Source,
    /** That reading it took, and what the file holds; null where it was made. */
    readonly readSeconds: number | null,
    readonly contents: FileContents | null = null,
  ) {}

  async surveyed(contrast: Contrast, call: LongCall): Promise<Surveyed> {
    const before = this.#surveyed.get(contrast)
    if (before) return before
    requireUsable(this.micrograph, 1)
    const begun = performance.now()
    const examined = await examine(this.micrograph, { contrast, ...call })
    const surveyed = { ...examined, seconds: (performance.now() - begun) / 1000 }
    this.#surveyed.set(contrast, surveyed)
    // Asked for by name, it is the same.
    if (examined.found.verdict === 'periodic') this.#surveyed.set(examined.found.contrast, surveyed)
    return surveyed
  }

  /** The micrograph as it is learned. Throws an InputError where it has no lattice. */
  async periodic(contrast: Contrast, call: LongCall): Promise<{ square: SquarePixels; lattice: Lattice }> {
    const { square, found } = await this.surveyed(contrast, call)
    if (found.verdict === 'periodic') return { square, lattice: found }
    const cause = `not periodic: ${found.reason}; there is no crystal to learn, take another micrograph`
    throw new InputError('not-periodic', this.micrograph.name, cause)
  }
}
