import type { Engine } from '../../src/kernels'
import { usualStanding } from '../../src/stem/crystal/standing'
import { simulateByMultislice, USUAL_MICROSCOPE } from '../../src/stem/simulate/multislice/simulate'
import type { DefectRequest } from '../../src/stem/simulate/options'
import { searchedAt } from './false-discoveries'

/** Cells along the beam: as many atoms of strontium in a column. */
const CELLS = 20
/** Defects in a micrograph of 512 px. */
const COUNT = 12
/** Atoms at rest: eight times as many micrographs in the time. */
const MICROSCOPE = { ...USUAL_MICROSCOPE, phonons: 0 }
const A = 3.905
/** Of an atom near the face where the beam enters, in the middle, near the other. */
const DEPTHS = [0, 10, 19].map((cell) => cell * A)

/** What is to be found, atoms of a column of twenty. */
const DEFECTS: readonly (Omit<DefectRequest, 'count' | 'strength'> & { atoms: number; depth: number })[] = [
  ...DEPTHS.map((depth) => ({ sublattice: 'sr', kind: 'vacancy' as const, atoms: 1, depth })),
  ...[2, 5, 20].map((atoms) => ({ sublattice: 'sr', kind: 'vacancy' as const, atoms, depth: DEPTHS[1] })),
  ...[1, 5, 20].map((atoms) => ({ sublattice: 'ti', kind: 'vacancy' as const, atoms, depth: DEPTHS[1] })),
  ...[1, 5, 20].map((atoms) => ({ sublattice: 'sr', kind: 'antisite' as const, atoms, depth: DEPTHS[1] })),
  ...[1, 5, 20].map((atoms) => ({ sublattice: 'ti', kind: 'antisite' as const, atoms, depth: DEPTHS[1] })),
]

/**
 * How many atoms of a column of SrTiO3 [001], 20 cells thick, have to be missing or exchanged for a search without a model to find it, at
 * 1 % false discoveries: defects by multislice, twelve of a kind in a micrograph of the usual dose and scan errors.
 */
export async function measureDepth(engine: Engine, { seeds, print }: { seeds: number; print: (line: string) => void }) {
  print(
    '| column | defect | atoms | depth, Å | changes intensity by, % | found | false |\n|---|---|--:|--:|--:|--:|--:|',
  )
  for (const { atoms, ...request } of DEFECTS) {
    const tally = { defects: 0, found: 0, false: 0, signal: 0 }
    for (let seed = 1; seed <= seeds; seed++) {
      const defects = [{ ...request, count: COUNT, strength: atoms / CELLS }]
      const { micrograph, truth } = await simulateByMultislice(
        engine,
        { seed, standing: usualStanding(), cells: CELLS, bits: 16, defects },
        MICROSCOPE,
      )
      const found = await searchedAt(micrograph, [0.01])
      if (!found) throw new Error(`seed ${seed}: no lattice`)
      const cell = truth.lattice.a.x ** 2 + truth.lattice.a.y ** 2
      const isAt = (one: { x: number; y: number }, other: { x: number; y: number }) =>
        (one.x - other.x) ** 2 + (one.y - other.y) ** 2 < 0.06 * cell
      tally.defects += truth.defects.length
      tally.found += truth.defects.filter((defect) => found[0].some((one) => isAt(one, defect))).length
      tally.false += found[0].filter((one) => !truth.defects.some((defect) => isAt(one, defect))).length
      tally.signal = truth.defects[0].signal
    }
    const { sublattice, kind, depth } = request
    const figures = [
      atoms,
      depth.toFixed(0),
      (100 * tally.signal).toFixed(1),
      `${tally.found} of ${tally.defects}`,
      tally.false,
    ]
    print(`| ${[sublattice, kind, ...figures].join(' | ')} |`)
  }
}
