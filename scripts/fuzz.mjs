// npm run fuzz -- [--seconds N | --inputs N] [--seed N] [--reader NAME] [--input N]: hostile files for every reader, made by small
// changes to sound ones. No error but Lacuna's own, none over 5 s, none over 768 MB of the whole process. The same seed gives the
// same inputs, as many as the time allows, or as many as are asked for, the same number for each reader; a failure names the reader
// and the number of its input, by which --input makes it again.
import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { ensureInstalled } from './lib/install.mjs'
import { root } from './lib/shell.mjs'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string' },
    inputs: { type: 'string' },
    seed: { type: 'string', default: '1' },
    reader: { type: 'string' },
    input: { type: 'string' },
    child: { type: 'string' },
  },
})
/** Seconds that a process goes on at most. */
const LONGEST = 3600
/** @typedef {import('../test/support/fuzz/fuzz').FuzzReport} Report */
/** @typedef {import('../test/support/fuzz/fuzz').FuzzRequest} Request */

/**
 * What a process is started with: the bundle, and what to do.
 * @typedef {{ bundle: string, request: Request }} Child
 */

if (values.child !== undefined) {
  const { bundle, request } = /** @type {Child} */ (JSON.parse(values.child))
  const { fuzz } = await fuzzOf(bundle)
  await fuzz(request)
} else {
  ensureInstalled()
  const folder = join(root, '.cache', `fuzz-${process.pid}`)
  try {
    const bundle = await bundled(folder)
    const { readers } = await fuzzOf(bundle)
    main(await readers(), bundle)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * The modules in one file: a process that loads it begins in a sixth of a second, one that has to transform them in more than one. Whenever a library
 * is in disorder another process begins.
 * @param {string} folder
 */
async function bundled(folder) {
  const { build } = await import('vite')
  const ssr = join(root, 'test/support/fuzz/fuzz.ts')
  await build({
    root,
    configFile: false,
    publicDir: false,
    logLevel: 'error',
    build: { ssr, outDir: folder, target: 'node20' },
  })
  return pathToFileURL(join(folder, 'fuzz.js')).href
}

/**
 * @param {string} bundle
 * @returns {Promise<typeof import('../test/support/fuzz/fuzz')>}
 */
function fuzzOf(bundle) {
  return import(bundle)
}

/**
 * @param {[name: string, perProcess: number][]} all
 * @param {string} bundle
 */
function main(all, bundle) {
  const chosen = all.filter(([name]) => values.reader === undefined || name === values.reader)
  if (chosen.length === 0) throw new Error(`--reader takes one of ${all.map(([name]) => name).join(', ')}`)
  // Without a number of inputs, time alone ends it.
  const inputs = values.inputs === undefined ? Infinity : Math.ceil(Number(values.inputs) / chosen.length)
  const seconds = Number(values.seconds ?? (values.inputs === undefined ? 60 : Infinity)) / chosen.length
  const totals = chosen.map(([reader, perProcess]) => {
    const total = fuzzOne({ bundle, reader, perProcess, inputs, seconds })
    console.log(
      `${reader.padEnd(12)} ${String(total.inputs).padStart(8)} inputs: ${total.read} read, ${total.refused} refused, ` +
        `${total.failures.length} wrong; slowest ${total.slowest.toFixed(2)} s, peak ${(total.peak / 2 ** 20).toFixed(0)} MB`,
    )
    for (const line of [...total.failures.slice(0, 5), ...total.together.slice(0, 5)]) console.log(`  ${line}`)
    return total
  })
  const wrong = totals.reduce((sum, { failures }) => sum + failures.length, 0)
  console.log(`${totals.reduce((sum, { inputs }) => sum + inputs, 0)} inputs, ${wrong} wrong (seed ${values.seed})`)
  process.exitCode = wrong > 0 ? 1 : 0
}

/**
 * In processes of its own, a new one after each that was ended.
 * @param {{ bundle: string, reader: string, perProcess: number, inputs: number, seconds: number }} asked
 */
function fuzzOne({ bundle, reader, perProcess, inputs, seconds }) {
  const ended = Date.now() + 1000 * seconds
  /** @type {{ failures: string[], together: string[] }} */
  const told = { failures: [], together: [] }
  const total = { inputs: 0, read: 0, refused: 0, slowest: 0, peak: 0, ...told }
  const only = values.input === undefined ? null : Number(values.input)
  let from = only ?? 0
  do {
    const count = only === null ? Math.min(perProcess, inputs - from) : 1
    const report = inChild(bundle, { reader, from, count, seconds: Math.min(LONGEST, (ended - Date.now()) / 1000) })
    total.inputs += report.inputs ?? report.exceeded.input - from + 1
    total.read += report.read ?? 0
    total.refused += report.refused ?? 0
    total.slowest = Math.max(total.slowest, report.slowest?.seconds ?? 5)
    total.peak = Math.max(total.peak, report.peakBytes ?? 0)
    for (const { input, error } of report.untyped ?? [])
      total.failures.push(`input ${input}: ${error.split('\n', 3).join(' ')}`)
    from += report.inputs ?? 0
    if (!report.exceeded) continue
    const { input, what } = report.exceeded
    // Several inputs leave garbage that nobody has collected yet, and damaged ones HDF5's library in a disorder that outside this program
    // ends with their thread; the machine may have been busy. Alone it must stay below.
    const again = inChild(bundle, { reader, from: input, count: 1, seconds: 30 })
    if (again.exceeded) total.failures.push(`input ${input}: more than its ${what}`)
    else total.together.push(`input ${input}: more than its ${what} after others, not alone`)
    from = input + 1
  } while (only === null && from < inputs && Date.now() < ended)
  return total
}

/**
 * @param {string} bundle
 * @param {Omit<Request, 'seed'>} request
 * @returns {any} a report, or where a watchman ended it what it says alone
 */
function inChild(bundle, request) {
  const child = JSON.stringify({ bundle, request: { seed: Number(values.seed), ...request } })
  const { stdout, stderr } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), '--child', child], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  })
  const line = stdout.trim().split('\n').at(-1)
  if (!line) throw new Error(`the reader's process died: ${stderr.slice(-2000)}`)
  return JSON.parse(line)
}
