/**
 * How long the built page takes to open a file, train on it and search it, as a first visitor does: nothing is set. Without a lattice
 * it learns while it searches.
 *
 *     npm run -s measure:page-search -- FILE
 */
import { basename, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { openBuiltPage, press, see } from './lib/built-page.mjs'

const { positionals } = parseArgs({ allowPositionals: true })
if (positionals.length !== 1) throw new Error('name one micrograph: npm run -s measure:page-search -- FILE')
const file = resolve(process.env.INIT_CWD ?? process.cwd(), positionals[0])

const { page, close } = await openBuiltPage('#seed=1')
try {
  await see(page, '#found', /detection/)
  await timed('opening, with the lattice or the lack of one', async () => {
    const picker = await page.waitForSelector('>>> input[type=file]')
    await /** @type {import('puppeteer').ElementHandle<HTMLInputElement>} */ (picker).uploadFile(file)
    await see(page, '#facts', new RegExp(basename(file)))
    await see(page, 'lacuna-lattice', /Cell|Not periodic/)
  })
  const hasLattice = (await page.$('>>> #lattice')) !== null
  if (hasLattice) await timed('training', train)
  await timed('search', async () => {
    await press(page, 'Detect')
    await see(page, '#found', /detection/)
  })
} finally {
  await close()
}

async function train() {
  await press(page, 'Train', 'Retrain')
  await see(page, '#model-facts', /^Trained on/)
}

/** @param {string} what @param {() => Promise<unknown>} act */
async function timed(what, act) {
  const before = performance.now()
  await act()
  console.log(`${what}: ${((performance.now() - before) / 1000).toFixed(1)} s`)
}
