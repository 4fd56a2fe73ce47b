import type { Engine } from '../../src/kernels'
import { atomCurves } from '../../src/stem/evaluate/atoms'

/** The difficulty curves in atoms, as a table; atoms at rest take an eighth of the time of those in motion. */
export async function measureDepth(
  engine: Engine,
  { seeds, phonons, print }: { seeds: number; phonons: number; print: (line: string) => void },
) {
  print(
    '| column | defect | atoms | depth, Å | changes intensity by, % | found | false |\n|---|---|--:|--:|--:|--:|--:|',
  )
  for await (const row of atomCurves(engine, { seed: 1, seeds, phonons })) {
    const { sublattice, kind, atoms, depth, signal, found, defects } = row
    const change = (100 * signal).toFixed(1)
    print(`| ${[sublattice, kind, atoms, depth.toFixed(0), change, `${found} of ${defects}`, row.false].join(' | ')} |`)
  }
}
