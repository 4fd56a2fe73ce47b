// npm run -s measure:kinds -- --seed N [--kind NAME] [--only NAME]: 98 made micrographs a seed of the eight kinds of faults that anyone's
// micrograph may have, and of none, searched without a model: in how many all is right, and what is wrong in each of the others. `--only`
// takes the cases whose names begin so. No file is written. See test/support/kinds/tried.ts for what is right.
import { parseArgs } from 'node:util'
import { withModules } from './lib/modules.mjs'

const { values } = parseArgs({
  options: { seed: { type: 'string' }, kind: { type: 'string' }, only: { type: 'string', default: '' } },
})
if (!Number.isInteger(Number(values.seed ?? NaN))) throw new Error('give the seed of the micrographs: --seed N')
await withModules(async (load) => {
  const { KINDS } = /** @type {typeof import('../test/support/kinds/kinds')} */ (
    await load('/test/support/kinds/kinds.ts')
  )
  const { sequences } = /** @type {typeof import('../test/support/kinds/mulberry')} */ (
    await load('/test/support/kinds/mulberry.ts')
  )
  const { tried } = /** @type {typeof import('../test/support/kinds/tried')} */ (
    await load('/test/support/kinds/tried.ts')
  )
  const names = Object.keys(KINDS)
  if (values.kind && !names.includes(values.kind)) throw new Error(`--kind is one of ${names.join(', ')}`)
  /** @type {{ kind: string, made: number, right: number }[]} */
  const rows = []
  for (const kind of names.filter((name) => !values.kind || name === values.kind)) {
    const cases = KINDS[kind](sequences(Number(values.seed))).filter(({ name }) => name.startsWith(values.only))
    let right = 0
    for (const one of cases) {
      const wrong = await tried(one)
      if (wrong.length === 0) right++
      else console.log(`${kind} ${one.name} (${one.note}): ${wrong.join(' | ')}`)
    }
    if (cases.length > 0) rows.push({ kind, made: cases.length, right })
  }
  /** @param {'made' | 'right'} what */
  const sum = (what) => rows.reduce((total, row) => total + row[what], 0)
  console.log(`\n| kind, seed ${values.seed} | right | made |\n|---|--:|--:|`)
  for (const { kind, right, made } of [...rows, { kind: 'all', right: sum('right'), made: sum('made') }]) {
    console.log(`| ${kind} | ${right} | ${made} |`)
  }
})
