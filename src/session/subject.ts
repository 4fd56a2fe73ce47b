import { InputError } from '../errors'
import { requireUsable } from '../io/check'
import type { Micrograph } from '../io/micrograph'
import type { LongCall } from '../progress'
import type { Contrast } from '../stem/clean/contrast'
import type { Lattice } from '../stem/lattice/lattice'
import type { Ordered } from '../stem/aperiodic/order'
import type { Examined } from '../stem/micrograph/examine'
import { examine, grainRemarks } from '../stem/micrograph/examine'
import type { SquarePixels } from '../stem/micrograph/square-pixels'
import type { FileContents } from './contents'
import type { Source } from './recorded'

/** A micrograph as it is searched, and the seconds that it took to find its lattice. */
interface Surveyed extends Examined {
  /** What its columns have of order where no lattice holds them; null where a lattice is searched, and where nothing is. */
  ordered: Ordered | null
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
    const examined = await this.#examined(contrast, call)
    const surveyed = { ...examined, seconds: (performance.now() - begun) / 1000 }
    this.#surveyed.set(contrast, surveyed)
    // Asked for by name, it is the same.
    if (examined.found.verdict === 'periodic') this.#surveyed.set(examined.found.contrast, surveyed)
    return surveyed
  }

  /** A lattice that leaves many columns out is none. What judges columns without one is loaded with the first micrograph. */
  async #examined(contrast: Contrast, call: LongCall): Promise<Examined & { ordered: Ordered | null }> {
    const examined = await examine(this.micrograph, { contrast, ...call })
    const { square, found } = examined
    const { orderWithout, refused } = await import('../stem/aperiodic/order')
    // Where a lattice was found, the micrograph has bright columns by now.
    const ordered = orderWithout(found, square.micrograph, found.verdict === 'periodic' ? 'bright' : contrast)
    if (!ordered) return { ...examined, ordered }
    const remarks = ordered.isDark ? [...examined.remarks, 'searched inverted: its columns are dark'] : examined.remarks
    if (found.verdict === 'not periodic') return { ...examined, remarks, ordered }
    const ofLattice = new Set(grainRemarks(found))
    return { ...examined, remarks: remarks.filter((remark) => !ofLattice.has(remark)), found: refused(found), ordered }
  }

  /** The micrograph as it is learned. Throws an InputError where it has no lattice. */
  async periodic(contrast: Contrast, call: LongCall): Promise<{ square: SquarePixels; lattice: Lattice }> {
    const { square, found } = await this.surveyed(contrast, call)
    if (found.verdict === 'periodic') return { square, lattice: found }
    const cause = `not periodic: ${found.reason}; there is no crystal to learn, take another micrograph`
    throw new InputError('not-periodic', this.micrograph.name, cause)
  }
}
