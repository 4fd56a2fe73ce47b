/**
 * Whether the built page keeps anything it no longer needs: opens a micrograph, trains and detects twice, closes the whole
 * application and opens another in the same page, which restores the work of the last, over and over. After each round the garbage is collected and counted.
 *
 *     npm run -s soak -- [--minutes 30] [--record]
 *
 * `--record` adds the run to `bench/results/soak.json`, and tells what all runs there come to: a long soak is made of pieces.
 *
 * Ends with 1 if anything grows that the page made: if the straight line through the rounds after the third rises over them by
 * more than 3 % of its mean (told, but not judged: machine code that the browser compiled, and its own records of the page), if the second training of a round leaves more on the adapter than the first, or if a closed worker lives on.
 */
import { loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { openBuiltPage, see } from './lib/built-page.mjs'
import { drawnCrystal } from './lib/drawn-crystal.mjs'
import { adapterBytes, detectors, pageCounts, rise } from './lib/soak-counts.mjs'
import { addPiece, toldPieces } from './lib/soak-record.mjs'

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '30' }, record: { type: 'boolean' } } })
const WARM_UP = 3
const MOST_RISE = 0.03
/** What is told of over the rounds, and of that what is the browser's own doing. */
const COUNTED = /** @type {const} */ (['heapMB', 'codeMB', 'recordsMB', 'nodes', 'listeners', 'gpuMB'])
const BROWSERS = new Set(['codeMB', 'recordsMB'])

/** @typedef {Awaited<ReturnType<typeof pageCounts>> & { gpuMB: number, gpuAgainMB: number, workers: number }} Round */
/** @type {Round[]} */
const rounds = []
const begun = Date.now()
const bytes = drawnCrystal(256).toString('base64')
const { page, close } = await openBuiltPage('#preset=fast&seed=1&epochs=1')
try {
  const session = await page.createCDPSession()
  await see(page, '#lattice', /^Cell/)
  const end = begun + 60_000 * Number(values.minutes)
  console.log(
    '| round | heap, MB | compiled, MB | records, MB | on the adapter, MB | again, MB | DOM nodes | listeners | workers left |',
  )
  console.log('|---|---|---|---|---|---|---|---|---|')
  while (Date.now() < end) {
    await page.evaluate(open, bytes)
    await page.evaluate(work)
    const gpuMB = await adapterBytes(page)
    await page.evaluate(work)
    const gpuAgainMB = await adapterBytes(page)
    await page.evaluate(reopen)
    // The new one opens what the last one kept, and searches it again.
    await see(page, '#found', /^\d+ detection/)
    const round = { gpuMB, gpuAgainMB, workers: (await detectors(page)) - 1, ...(await pageCounts(session)) }
    rounds.push(round)
    const { heapMB, codeMB, recordsMB, nodes, listeners, workers } = round
    const megabytes = [heapMB, codeMB, recordsMB, gpuMB, gpuAgainMB].map((value) => value.toFixed(3)).join(' | ')
    console.log(`| ${rounds.length} | ${megabytes} | ${nodes} | ${listeners} | ${workers} |`)
  }
} finally {
  await close()
}

const settled = rounds.slice(WARM_UP)
if (settled.length < 3) {
  console.error(`only ${rounds.length} rounds: give it more minutes`)
  process.exit(2)
}
const rises = COUNTED.map((name) => ({ name, part: rise(settled.map((round) => round[name])) }))
for (const { name, part } of rises) console.log(`${name}: ${(100 * part).toFixed(2)} % over ${settled.length} rounds`)
/** @type {string[]} */
const grows = rises.filter(({ name, part }) => part > MOST_RISE && !BROWSERS.has(name)).map(({ name }) => name)
if (settled.some((round) => round.gpuAgainMB > round.gpuMB)) grows.push('what a second training leaves on the adapter')
if (settled.some(({ workers }) => workers > 0)) grows.push('workers')
if (grows.length > 0) console.log(`grows: ${grows.join(', ')}`)
if (values.record) {
  const minutes = Math.round((Date.now() - begun) / 60_000)
  const percent = Object.fromEntries(rises.map(({ name, part }) => [name, Math.round(1e4 * part) / 100]))
  const piece = { date: new Date().toISOString(), minutes, rounds: rounds.length, load: loadavg()[2], percent, grows }
  console.log(toldPieces(addPiece(piece)))
}
process.exitCode = grows.length > 0 ? 1 : 0

/** @param {string} content */
async function open(content) {
  const file = new File([Uint8Array.from(atob(content), (c) => c.charCodeAt(0))], 'soak.npy')
  const shell = document.querySelector('lacuna-app')?.shadowRoot
  await shell?.querySelector('lacuna-detection')?.shadowRoot?.querySelector('lacuna-detector')?.open(file)
}

async function work() {
  const shell = document.querySelector('lacuna-app')?.shadowRoot
  const detector = shell?.querySelector('lacuna-detection')?.shadowRoot?.querySelector('lacuna-detector')
  await detector?.train()
  await detector?.detect()
}

/** Takes the application away, waits for its worker to end, and puts a new one in its place. */
async function reopen() {
  document.querySelector('lacuna-app')?.remove()
  await new Promise((resolve) => setTimeout(resolve, 1000))
  document.body.append(document.createElement('lacuna-app'))
}
