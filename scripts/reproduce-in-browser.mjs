/**
 * The figures of `lacuna reproduce`, obtained in a browser: the same sources, served by Vite, run in a page on the
 * browser's own adapter. Prints the VAE's column of Table 1 as JSON.
 *
 *     npm run -s reproduce:browser -- --data DIR [--preset fast|paper] [--seed N] [--epochs N]
 */
import { realpathSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import puppeteer from 'puppeteer-core'
import { createServer } from 'vite'
import { ensureBrowser } from './lib/browser.mjs'

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    preset: { type: 'string', default: 'fast' },
    seed: { type: 'string', default: '1' },
    epochs: { type: 'string' },
  },
})
if (!values.data) {
  console.error('reproduce:browser needs --data DIR, the folder with the published .npy sets')
  process.exit(2)
}

const root = join(import.meta.dirname, '..')
const data = realpathSync(values.data)
const server = await createServer({
  root,
  logLevel: 'error',
  server: { port: 0, host: '127.0.0.1', fs: { allow: [root, data] } },
})
await server.listen()
const address = /** @type {import('node:net').AddressInfo} */ (server.httpServer?.address())
const executablePath = await ensureBrowser()
const browser = await puppeteer.launch({
  executablePath,
  // A whole training run is one call.
  protocolTimeout: 0,
  args: ['--no-sandbox', '--enable-unsafe-webgpu', '--js-flags=--max-old-space-size=4096'],
})
try {
  const page = await browser.newPage()
  page.on('console', (message) => console.error(message.text()))
  await page.goto(`http://127.0.0.1:${address.port}/scripts/lib/blank.html`)
  const outcome = await page.evaluate(inPage, {
    data,
    preset: values.preset,
    seed: Number(values.seed),
    epochs: values.epochs === undefined ? undefined : Number(values.epochs),
  })
  console.log(JSON.stringify(outcome, null, 2))
} finally {
  await browser.close()
  await server.close()
}

/**
 * Runs in the page.
 * @param {{data: string, preset: string, seed: number, epochs: number | undefined}} options
 */
async function inPage({ data, ...options }) {
  /** Hidden from the checker of this file: addresses of the served sources.
   * @param {string} path */
  const load = (path) => import(path)
  const { openDevice } = await load('/src/kernels/index.ts')
  const { readNpy } = await load('/src/io/npy.ts')
  const { PUBLISHED_FILES } = await load('/src/stem/published.ts')
  const { stackPatches } = await load('/src/stem/crops.ts')
  const { reproduce } = await load('/src/stem/reproduce.ts')
  /** @type {Record<string, unknown>} */
  const sets = {}
  for (const [set, file] of Object.entries(PUBLISHED_FILES)) {
    const response = await fetch(`/@fs${data}/${String(file)}`)
    if (!response.ok) throw new Error(`${data}/${String(file)}: ${response.status}`)
    sets[set] = stackPatches(readNpy(new Uint8Array(await response.arrayBuffer()), file).stack, 64)
  }
  const { training, ...rest } = sets
  let reported = 0
  /** @param {{stage: string, done: number, total: number, message: string}} progress */
  const onProgress = ({ stage, done, total, message }) => {
    if (stage !== 'train' || performance.now() - reported < 15_000) return
    reported = performance.now()
    console.log(`${done} of ${total}: ${message}`)
  }
  const engine = await openDevice(navigator.gpu)
  const result = await reproduce(engine, { source: 'published', training, sets: rest }, { ...options, onProgress })
  const { bulkAccepted, detected, meanDetected } = result.outcomes.vae
  const { preset, seed, epochs, adapter, trainSeconds } = result
  return { preset, seed, epochs, adapter, trainSeconds, bulkAccepted, detected, meanDetected }
}
