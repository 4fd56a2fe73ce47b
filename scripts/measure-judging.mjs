// npm run -s measure:judging -- [--side 4096] [--repeats 3]: processor time of cleaning a simulated micrograph with 1 % defects, of finding
// its lattice and looking for order beside that, of fitting its columns, and of judging them without a model: by their neighbours alone, and
// with the linear twin; of looking for columns between the lattice's, and of drawing what is expected. Processor time, because other programs
// change it less than the clock. No file is written.
import { parseArgs } from 'node:util'
import { withModules } from './lib/modules.mjs'

const { values } = parseArgs({
  options: { side: { type: 'string', default: '4096' }, repeats: { type: 'string', default: '3' } },
})
const side = Number(values.side)
/** Of each of the paper's six kinds: 1 % of the columns in all. */
const EACH_PER_MEGAPIXEL = 6

/** @template T @param {string} what @param {() => T | Promise<T>} work */
async function timed(what, work) {
  const before = process.cpuUsage()
  const result = await work()
  const { user, system } = process.cpuUsage(before)
  console.log(`${what}: ${((user + system) / 1e6).toFixed(2)} s`)
  return result
}

await withModules(async (load) => {
  /** @param {string} path */
  const stem = (path) => load(`/src/stem/${path}.ts`)
  const { simulateMicrograph } = /** @type {typeof import('../src/stem/simulate/micrograph')} */ (
    await stem('simulate/micrograph')
  )
  const { paperDefects } = /** @type {typeof import('../src/stem/simulate/paper-defects')} */ (
    await stem('simulate/paper-defects')
  )
  const { clean } = /** @type {typeof import('../src/stem/clean/clean')} */ (await stem('clean/clean'))
  const { drawExpected, expectedColumns } = /** @type {typeof import('../src/stem/micrograph/expected')} */ (
    await stem('micrograph/expected')
  )
  const { orderWithout } = /** @type {typeof import('../src/stem/aperiodic/order')} */ (await stem('aperiodic/order'))
  const { findLattice } = /** @type {typeof import('../src/stem/lattice/find')} */ (await stem('lattice/find'))
  const { Columns } = /** @type {typeof import('../src/stem/micrograph/columns')} */ (await stem('micrograph/columns'))
  const { measuredAlone } = /** @type {typeof import('../src/stem/micrograph/evidence')} */ (
    await stem('micrograph/evidence')
  )
  const { findInterstitials } = /** @type {typeof import('../src/stem/micrograph/interstitials')} */ (
    await stem('micrograph/interstitials')
  )
  const { judgeColumns } = /** @type {typeof import('../src/stem/micrograph/judge')} */ (await stem('micrograph/judge'))

  const defects = paperDefects(Math.round((EACH_PER_MEGAPIXEL * side ** 2) / 2 ** 20))
  const { micrograph } = simulateMicrograph({ seed: 1, width: side, height: side, defects })
  await timed('cleaning', () => clean(micrograph))
  const lattice = await timed('lattice', () => findLattice(micrograph))
  if (lattice.verdict !== 'periodic') throw new Error(lattice.reason)
  await timed('order beside the lattice', () => orderWithout(lattice, micrograph, 'bright'))
  const measures = await timed('columns', () => measuredAlone(micrograph, lattice))
  for (let repeat = 0; repeat < Number(values.repeats); repeat++) {
    // Columns remember their neighbours: each judging has its own.
    const alone = new Columns(lattice)
    await timed('judging, kriging alone', () =>
      judgeColumns(measures, alone, micrograph, {
        rate: 0.01,
        heard: (asked) => [{ name: 'kriging', opinion: asked.kriging() }],
      }),
    )
    const columns = new Columns(lattice)
    const judged = await timed('judging, with the linear twin', () =>
      judgeColumns(measures, columns, micrograph, { rate: 0.01 }),
    )
    const { scored, seen, fit } = judged
    await timed('between columns', () =>
      findInterstitials(micrograph, columns, { judged: seen, fit, findings: [], rate: 0.01 }),
    )
    await timed('drawing', () => drawExpected(micrograph, [expectedColumns(judged, columns)]))
    const found = scored.found.reduce((sum, is) => sum + is, 0)
    console.log(
      `  ${found} of ${columns.count} columns found, ${defects.reduce((sum, { count }) => sum + count, 0)} defects`,
    )
  }
})
