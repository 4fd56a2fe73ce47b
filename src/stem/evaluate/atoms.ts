import type { Engine } from '../../kernels'
import type { LongCall } from '../../progress'
import { throwIfAborted } from '../../progress'
import { sublatticesOf } from '../crystal/projection'
import type { Standing } from '../crystal/standing'
import { usualStanding } from '../crystal/standing'
import { USUAL_MICROSCOPE } from '../simulate/multislice/options'
import { simulateByMultislice } from '../simulate/multislice/simulate'
import { searchedAt } from './without-model'

/** Cells along the beam: as many atoms of strontium in a column. */
const CELLS = 20
/** Defects in a micrograph of 512 px. */
const COUNT = 12
const RATE = 0.01
/** Detections so near a defect are of it, squared, in areas of the cell. */
const NEAR = 0.06

/** What is to be found: of columns of the brightest and the second sublattice, atoms of twenty. */
function askedOf({ projection, step }: Standing): Pick<AtomRow, 'sublattice' | 'kind' | 'atoms' | 'depth'>[] {
  const [first, second] = sublatticesOf(projection).map(({ name }) => name)
  // Near the face where the beam enters, in the middle, near the other.
  const [top, middle, bottom] = [0, CELLS / 2, CELLS - 1].map((cell) => cell * step)
  const rows = (sublattice: string, kind: AtomRow['kind'], numbers: readonly number[]) =>
    numbers.map((atoms) => ({ sublattice, kind, atoms, depth: middle }))
  return [
    ...[top, middle, bottom].map((depth) => ({ sublattice: first, kind: 'vacancy' as const, atoms: 1, depth })),
    ...rows(first, 'vacancy', [2, 5, CELLS]),
    ...rows(second, 'vacancy', [1, 5, CELLS]),
    ...rows(first, 'antisite', [1, 5, CELLS]),
    ...rows(second, 'antisite', [1, 5, CELLS]),
  ]
}

/** What a search finds of columns in which so many atoms `of` those along the beam are missing or exchanged. */
export interface AtomRow {
  sublattice: string
  kind: 'vacancy' | 'antisite'
  atoms: number
  of: number
  /** Å from where the beam enters, of the middle of the atoms. */
  depth: number
  /** The change of the column's intensity, as a part of it. */
  signal: number
  defects: number
  found: number
  false: number
}

export interface AtomOptions extends LongCall {
  /** Of the first micrograph of each row, and micrographs a row. */
  seed: number
  seeds?: number
  /** Configurations of atoms in thermal motion; at rest, 0, light columns are wrong. */
  phonons: number
}

/**
 * The difficulty curves in atoms: how many of a column of SrTiO3 [001], 20 cells thick, have to be missing or exchanged, and how deep, for a
 * search without a model to find it at 1 % false discoveries. Defects by multislice, twelve of a kind in a micrograph of 512 px of the usual
 * dose and scan errors. Gives each row as soon as it is known.
 */
export async function* atomCurves(
  engine: Engine,
  { seed, seeds = 1, phonons, signal, onProgress }: AtomOptions,
): AsyncGenerator<AtomRow> {
  const started = performance.now()
  const standing = usualStanding()
  const asked = askedOf(standing)
  for (const [n, { atoms, ...request }] of asked.entries()) {
    const row: AtomRow = { ...request, atoms, of: CELLS, signal: 0, defects: 0, found: 0, false: 0 }
    for (let own = seed; own < seed + seeds; own++) {
      throwIfAborted(signal)
      const defects = [{ ...request, count: COUNT, strength: atoms / CELLS }]
      const [{ micrograph, truth }] = await simulateByMultislice(
        engine,
        { seed: own, standing, cells: CELLS, bits: 16, defects },
        { ...USUAL_MICROSCOPE, phonons },
        { signal },
      )
      const [found] = (await searchedAt(micrograph, [RATE])) ?? [[]]
      const cell = truth.lattice.a.x ** 2 + truth.lattice.a.y ** 2
      const isAt = (one: { x: number; y: number }, other: { x: number; y: number }) =>
        (one.x - other.x) ** 2 + (one.y - other.y) ** 2 < NEAR * cell
      row.defects += truth.defects.length
      row.found += truth.defects.filter((defect) => found.some((one) => isAt(one, defect))).length
      row.false += found.filter((one) => !truth.defects.some((defect) => isAt(one, defect))).length
      row.signal = truth.defects[0].signal
    }
    const [done, total] = [n + 1, asked.length]
    const elapsed = (performance.now() - started) / 1000
    onProgress?.({ stage: 'atoms', done, total, elapsed, message: `row ${done} of ${total}` })
    yield row
  }
}
