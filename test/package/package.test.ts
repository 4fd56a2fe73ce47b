import { execFileSync, spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildPage, serve, type Site, viteBuild, Visitor } from '../browser/harness'
import { specimen } from '../browser/micrograph'
import { buildGreedyHdf5, buildHdf5 } from '../support/formats/hdf5'
import { micrograph, result } from '../support/result'
import { writeTiff } from '../../src/io/tiff/write'
import { micrographRecord } from '../../src/session/files/record'
import { detectionsJson } from '../../src/session/files/tables'
import { heatTiff } from '../../src/session/picture/overlay'
import { openInput } from '../../src/session/opening'
import { builtApp } from './app'
import { bundle } from './bundle'
import { type Installation, installPackage, link } from './install'

/** Budgets of the bytes that a server sends, gzip, in kB of 1000 bytes. */
const ENGINE_KB = 25
/** What is on the page before anything is computed. */
const PAGE_KB = 150
/** What the elements load for a figure, a report, a CIF with its table of space groups, a session, saved results: each when asked for. */
const LATER_KB = 75
/** The viewer with all that it loads later, its reading thread apart; and as one file with that. */
const VIEWER_KB = 90
const VIEWER_FILE_KB = 130
/** What computes, with all readers but HDF5's; it is loaded beside the page, which does not wait for it. */
const WORKER_KB = 180
/** What opening another tab adds to the page, the worker that it starts apart. */
const TAB_KB = 10
/** The model of the simulated micrograph, as the file it is. */
const SAMPLE_KB = 600
/** Everything else that is built: two thirds of it the HDF5 reader, a fifth the peers of the bench. */
const OFFLINE_KB = 2000

let installed: Installation
const { png, side } = specimen()

beforeAll(async () => {
  installed = await installPackage()
  writeFileSync(join(installed.folder, 'micrograph.png'), png)
  writeFileSync(join(installed.folder, 'program.ts'), PROGRAM)
  for (const name of FRAMEWORKS) copyFileSync(join(import.meta.dirname, 'types', name), join(installed.folder, name))
  link(installed.folder, 'react', 'react-dom', '@types/react', '@types/react-dom', 'preact', 'vue')
})

afterAll(() => installed?.remove())

describe('the packed package', () => {
  test('holds what package.json promises, with its notices and without sources or tests', () => {
    const { exports } = JSON.parse(
      readFileSync(join(installed.folder, 'node_modules/lacuna/package.json'), 'utf8'),
    ) as {
      exports: Record<string, string | Record<string, string>>
    }
    const promised = Object.values(exports).flatMap((entry) =>
      typeof entry === 'string' ? [entry] : Object.values(entry),
    )
    expect(installed.packed).toEqual(expect.arrayContaining(promised.map((path) => path.replace('./', ''))))
    expect(installed.packed).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'docs/notices/h5wasm.txt']))
    expect(installed.packed).toContain('dist/standalone/NOTICES.txt')
    expect(installed.packed.filter((path) => /^(src|test|bench|scripts)\//.test(path))).toEqual([])
    expect(existsSync(join(installed.folder, 'node_modules/.bin/lacuna'))).toBe(true)
  })

  const compile = (compiler: string, files: string[], options: object = {}) => {
    const compilerOptions = { ...STRICT, ...options }
    writeFileSync(join(installed.folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }))
    const tsc = join(import.meta.dirname, '../../node_modules', compiler, 'bin/tsc')
    return spawnSync(process.execPath, [tsc, '-p', installed.folder], { encoding: 'utf8' }).stdout
  }

  // 5.9, 6 and 7: from 6 on TypeScript has WebGPU's types itself, 7 is another program.
  test.each(['typescript', 'typescript-6', 'typescript-7'])(
    'has types that %s takes in a strict program, by Node’s own resolution, and in JSX of React and Preact and templates of Vue',
    (compiler) => expect(compile(compiler, ['program.ts', ...FRAMEWORKS])).toBe(''),
  )

  test('has types for JSX of React 18, by a bundler’s resolution', () => {
    const types = join(import.meta.dirname, '../../node_modules/react-18-types')
    const paths = { react: [types], 'react/*': [`${types}/*`] }
    const options = { module: 'esnext', moduleResolution: 'bundler', paths }
    expect(compile('typescript-7', ['react.tsx'], options)).toBe('')
  })
})

test('in a checkout, `npm run lacuna` is the command, and paths mean what they mean where it was called', async () => {
  const script = join(import.meta.dirname, '../../scripts/lacuna.mjs')
  // As npm tells it.
  const env = { ...process.env, INIT_CWD: installed.folder }
  execFileSync(process.execPath, [script, 'convert', 'micrograph.png', '--out', 'converted.npy'], { env })
  const converted = await openInput(readFileSync(join(installed.folder, 'converted.npy')), 'converted.npy')
  expect(converted).toMatchObject({ kind: 'micrograph', micrograph: { width: side, height: side } })
})

describe('in a bundle', () => {
  test(`the engine of an app that trains a classifier keeps to ${ENGINE_KB} kB, without what it does not use`, async () => {
    const { gzip, modules, chunks } = await bundle(installed.folder, CLASSIFIER)
    // An adapter is of one kind: the convolutions of the other are never loaded. The heavier ones count.
    const kinds = chunks.filter((chunk) => chunk.modules.some((path) => /convolutions-(gpu|software)/.test(path)))
    expect(kinds).toHaveLength(2)
    expect(Math.min(...kinds.map((kind) => kind.gzip))).toBeGreaterThan(1_000)
    const loaded = gzip - Math.min(...kinds.map((kind) => kind.gzip))
    expect(loaded).toBeGreaterThan(5_000)
    expect(loaded).toBeLessThanOrEqual(ENGINE_KB * 1000)
    expect(modules.filter((path) => /nn\/(sgd|schedules|safetensors|data-loader)|pool|upsample/.test(path))).toEqual([])
  })

  test('one layer brings nothing but the engine', async () => {
    const { gzip, modules } = await bundle(installed.folder, `export { Conv2d } from 'lacuna/nn'`)
    const brought = modules.filter((path) => path.includes('node_modules'))
    expect(brought.length).toBeGreaterThan(0)
    expect(brought.filter((path) => !/lacuna\/dist\/lib\/(nn|kernels|shaders|errors|_virtual)/.test(path))).toEqual([])
    const { gzip: whole } = await bundle(installed.folder, `export * from 'lacuna/nn'`)
    expect(gzip).toBeLessThan(0.8 * whole)
  })

  test(`the element keeps to ${PAGE_KB} kB, its worker apart, and what it loads later to ${LATER_KB} kB`, async () => {
    const { gzip, atOnce, modules } = await bundle(installed.folder, `export * from 'lacuna/element'`)
    expect(modules.some((path) => path.includes('lit-html'))).toBe(true)
    expect(atOnce).toBeGreaterThan(50_000)
    expect(atOnce).toBeLessThanOrEqual(PAGE_KB * 1000)
    expect(gzip - atOnce).toBeLessThanOrEqual(LATER_KB * 1000)
  })

  test(`the viewer alone keeps to ${VIEWER_KB} kB, as one file with its readers to ${VIEWER_FILE_KB} kB, without an engine`, async () => {
    const { gzip, modules } = await bundle(installed.folder, `export * from 'lacuna/viewer'`)
    expect(gzip).toBeGreaterThan(30_000)
    expect(gzip).toBeLessThanOrEqual(VIEWER_KB * 1000)
    expect(
      modules.filter((path) => /dist\/lib\/(nn|kernels|shaders|stem\/(model|paper|simulate))\//.test(path)),
    ).toEqual([])
    const file = readFileSync(join(installed.folder, 'node_modules/lacuna/dist/standalone/viewer.js'))
    expect(gzipSync(file, { level: 9 }).length).toBeLessThanOrEqual(VIEWER_FILE_KB * 1000)
    expect(file.toString()).not.toMatch(/requestAdapter|@compute/)
  })

  test(`the app keeps to ${PAGE_KB} kB, its worker to ${WORKER_KB} kB; other tabs and the HDF5 reader come when asked for`, async () => {
    const app = builtApp(await buildPage())
    const first = app.loads('index.html', 'src/app/detection/lacuna-detection.ts')
    expect(app.weight(first)).toBeGreaterThan(20_000)
    expect(app.weight(first)).toBeLessThanOrEqual(PAGE_KB * 1000)
    const worker = app.named(/^worker-/)
    expect(app.weight(worker)).toBeGreaterThan(20_000)
    expect(app.weight(worker)).toBeLessThanOrEqual(WORKER_KB * 1000)
    for (const tab of ['simulation', 'reproduction', 'benchmark']) {
      const more = app.loads(`src/app/${tab}/lacuna-${tab}.ts`).filter((name) => !first.includes(name))
      expect(app.weight(more)).toBeGreaterThan(1_000)
      expect(app.weight(more)).toBeLessThanOrEqual(TAB_KB * 1000)
    }
    for (const worker of [/^reproduction-worker-/, /^simulation-worker-/])
      expect(app.weight(app.named(worker))).toBeLessThanOrEqual(WORKER_KB * 1000)
    // What a visitor's browser keeps for use offline, in the background.
    expect(app.weight(app.named(/(?<!safetensors)$/))).toBeLessThanOrEqual(OFFLINE_KB * 1000)
    expect(app.named(/safetensors$/)).toHaveLength(1)
    expect(app.weight(app.named(/safetensors$/))).toBeLessThanOrEqual(SAMPLE_KB * 1000)
  })

  test('what is imported for its errors alone starts nothing', async () => {
    const { modules } = await bundle(installed.folder, `import { InputError } from 'lacuna'; export { InputError }`)
    expect(
      modules
        .map((path) => path.replace(/.*\/dist\/lib\//, ''))
        .filter((path) => /^(app|session\/worker\.js)/.test(path)),
    ).toEqual([])
  })
})

describe('in Node', () => {
  test('examples/digits: the engine alone learns to read', () => {
    const { accuracy } = JSON.parse(node('examples/digits/digits.mjs')) as { accuracy: number }
    // Guessing is right one time in ten; of 320 fresh digits, all but a few are read.
    expect(accuracy).toBeGreaterThan(0.9)
  })

  test('examples/denoise: a U-Net takes most of the noise out of a specimen that it has not seen', () => {
    const { psnrNoisy, psnrDenoised } = JSON.parse(node('examples/denoise/denoise.mjs', '4')) as Record<string, number>
    // 6 dB are half the error.
    expect(psnrDenoised - psnrNoisy).toBeGreaterThan(6)
  })

  test('examples/headless: trains on a file and prints its detections', () => {
    const [head, ...lines] = node('examples/headless/detect.mjs', 'micrograph.png', '1').trim().split('\n')
    expect(head).toMatch(/^id,kind,sublattice,i,j,x,y,xAngstrom,yAngstrom,strength,/)
    expect(lines.length).toBeGreaterThan(0)
    expect(lines.every((line) => line.split(',').length === head.split(',').length)).toBe(true)
  })

  test('examples/headless: a file that is none ends with its name, the cause and exit code 2', () => {
    writeFileSync(join(installed.folder, 'broken.png'), png.subarray(0, 300))
    expect(() => node('examples/headless/detect.mjs', 'broken.png')).toThrow(/broken\.png: /)
  })

  test('a damaged HDF5 file does a program that opens it, and the sound one after it, no harm', async () => {
    const data = Float32Array.from({ length: 32 * 32 }, (_, at) => at)
    writeFileSync(join(installed.folder, 'greedy.h5'), await buildGreedyHdf5(data, [32, 32]))
    writeFileSync(join(installed.folder, 'sound.h5'), await buildHdf5({ datasets: { a: { data, shape: [32, 32] } } }))
    writeFileSync(join(installed.folder, 'hostile.mjs'), HOSTILE)
    const { codes, sums, mebibytes } = JSON.parse(node('hostile.mjs')) as {
      codes: string[]
      sums: number[]
      mebibytes: number
    }
    expect(codes).toEqual(['corrupt', 'corrupt'])
    expect(sums).toEqual([523776, 523776])
    expect(mebibytes).toBeLessThan(512)
  })

  test('examples/benchmark: says what it ran on and what that reached', () => {
    const { adapter, figures } = JSON.parse(node('examples/benchmark/benchmark.mjs')) as {
      adapter: { kind: string; description: string }
      figures: { milliseconds: number; gigaMultiplyAddsPerSecond: number }[]
    }
    expect(adapter.kind).toMatch(/^(hardware|software)$/)
    expect(adapter.description).not.toBe('')
    expect(figures).toHaveLength(3)
    for (const { milliseconds, gigaMultiplyAddsPerSecond } of figures) {
      expect(milliseconds).toBeGreaterThan(0)
      expect(gigaMultiplyAddsPerSecond).toBeGreaterThan(0)
    }
  })

  /** On the adapter that the package finds by itself, as it does for its users. */
  function node(...args: string[]): string {
    return execFileSync(process.execPath, args, {
      cwd: installed.folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  }
})

describe('in Deno, another implementation of WebGPU: wgpu, that of Firefox', () => {
  const deno = join(import.meta.dirname, '../../node_modules/.bin/deno')

  test('a network trains as it does in Node', (context) => {
    if (!existsSync(deno)) context.skip('deno is not in node_modules')
    writeFileSync(join(installed.folder, 'steps.mjs'), STEPS)
    const lossesOf = (command: string, ...args: string[]) =>
      JSON.parse(execFileSync(command, [...args, 'steps.mjs'], { cwd: installed.folder, encoding: 'utf8' })) as number[]
    const losses = lossesOf(deno, 'run', '--no-lock', '--node-modules-dir=manual', '--allow-all')
    const inNode = lossesOf(process.execPath)
    expect(losses).toHaveLength(3)
    expect(new Set(losses).size).toBe(3)
    // They may run on another adapter, and so add up in another order.
    losses.forEach((loss, i) => expect(Math.abs(loss / inNode[i] - 1)).toBeLessThan(1e-5))
  })
})

describe('in a page', () => {
  let site: Site
  let visitor: Visitor

  async function visit(folder: string): Promise<void> {
    site = await serve(folder)
    visitor = await Visitor.open(await site.launch(), site.url)
    await visitor.enabled('Train')
  }

  /** Puts files of the package, and others, beside an example's page. */
  function lay(example: string, standalone: string[], others: Record<string, Uint8Array | string> = {}): string {
    const folder = join(installed.folder, 'examples', example)
    mkdirSync(folder, { recursive: true })
    for (const name of standalone)
      copyFileSync(join(installed.folder, 'node_modules/lacuna/dist/standalone', name), join(folder, name))
    for (const [name, content] of Object.entries(others)) writeFileSync(join(folder, name), content)
    return folder
  }

  async function leave(): Promise<void> {
    const { complaints } = visitor
    await visitor.close()
    await site.close()
    expect(complaints).toEqual([])
  }

  test('examples/embed: one script tag, the worker within it, under a strict policy', async () => {
    await visit(lay('embed', ['lacuna.js', 'lacuna-hdf5.js'], { 'micrograph.png': png }))
    expect(await visitor.see('#facts', /px/)).toMatch(/^micrograph\.png · 192 × 192 px/)
    const side = 96
    const data = Float32Array.from({ length: side * side }, (_, index) => index % 89)
    const bytes = await buildHdf5({ datasets: { image: { data, shape: [side, side] } } })
    await visitor.drop('beside.h5', bytes, 'application/x-hdf5')
    await visitor.see('#facts', /^beside\.h5 · 96 × 96 px/)
    await leave()
  })

  test('lacuna.js evaluated twice, and in another version, does no harm: the first one stays, and opens what the page holds', async () => {
    const text = readFileSync(join(installed.folder, 'node_modules/lacuna/dist/standalone/lacuna.js'), 'utf8')
    const { version } = JSON.parse(
      readFileSync(join(installed.folder, 'node_modules/lacuna/package.json'), 'utf8'),
    ) as {
      version: string
    }
    const other = text.replaceAll(version, '9.9.9')
    expect(other).not.toBe(text)
    const page = `<!doctype html><html lang="en"><title>Twice</title><link rel="icon" href="data:," />
      <script type="module" src="lacuna.js"></script>
      <script type="module" src="other.js"></script>
      <lacuna-detector src="micrograph.png"></lacuna-detector>`
    const files = { 'index.html': page, 'other.js': other, 'micrograph.png': png }
    await visit(lay('twice', ['lacuna.js', 'lacuna-hdf5.js'], files))
    // As text: of a function, Vitest would make imports of its own.
    const tags = await visitor.page.evaluate(`(async () => {
      const first = customElements.get('lacuna-detector')
      const address = new URL('lacuna.js', location.href).href
      const [again, before] = await Promise.all([import(address + '?again'), import(address)])
      return { evaluated: again !== before, stays: customElements.get('lacuna-detector') === first }
    })()`)
    expect(tags).toEqual({ evaluated: true, stays: true })
    // One that a page made of text finds the HDF5 reader beside the page.
    const side = 96
    const data = Float32Array.from({ length: side * side }, (_, index) => index % 83)
    const bytes = Buffer.from(await buildHdf5({ datasets: { image: { data, shape: [side, side] } } })).toString(
      'base64',
    )
    const opened = await visitor.page.evaluate(async (file) => {
      const element = document.querySelector('lacuna-detector')!
      const { width } = await element.open(`data:application/x-hdf5;base64,${file}#held.h5`)
      const blob = new Blob([Uint8Array.from(atob(file), (c) => c.charCodeAt(0))])
      const { name } = await element.open(URL.createObjectURL(blob))
      return { width, name }
    }, bytes)
    expect(opened).toEqual({ width: side, name: 'unnamed' })
    const shown = await visitor.page.evaluate(async () => {
      const element = document.querySelector('lacuna-detector')!
      await element.openSample()
      const viewer = document.createElement('lacuna-viewer')
      const told = new Promise<unknown>((resolve) => {
        viewer.addEventListener('lacuna-opened', ({ detail: { simulated } }) => resolve(simulated))
        viewer.addEventListener('lacuna-error', ({ detail: { message } }) => resolve(message))
      })
      viewer.src = URL.createObjectURL(await element.saveSession())
      element.after(viewer)
      const simulated = await told
      return { simulated, side: viewer.micrograph?.width, pixelSize: viewer.micrograph?.pixelSize }
    })
    expect(shown).toMatchObject({ simulated: true, side: 384 })
    expect(shown.pixelSize?.x).toBeCloseTo(0.1636, 4)
    await leave()
  })

  test('lacuna.js made of text reads HDF5 too: the reader lies beside the page', async () => {
    const page = `<!doctype html><html lang="en"><title>Text</title><link rel="icon" href="data:," />
      <script type="module">
        const text = await (await fetch('lacuna.js')).text()
        await import(URL.createObjectURL(new Blob([text], { type: 'text/javascript' })))
      </script>
      <lacuna-detector src="scan.emd"></lacuna-detector>`
    const side = 96
    const data = Float32Array.from({ length: side * side }, (_, index) => index % 79)
    const scan = await buildHdf5({ datasets: { image: { data, shape: [side, side] } } })
    site = await serve(lay('text', ['lacuna.js', 'lacuna-hdf5.js'], { 'index.html': page, 'scan.emd': scan }))
    visitor = await Visitor.open(await site.launch(), site.url)
    await visitor.see('#facts', /^scan\.emd · 96 × 96 px/)
    await leave()
  })

  test('examples/saved: shows what was saved where there is no WebGPU, under a strict policy', async () => {
    const found = result()
    const record = micrographRecord(micrograph(), found, found.circumstances)
    const { data, width, height, pixelSize } = micrograph()
    const folder = lay('saved', ['viewer.js', 'lacuna-hdf5.js'], {
      'scan.tif': writeTiff(data, { width, height, pixelSize }),
      'scan.detections.json': detectionsJson(record),
      'scan.heat.tif': heatTiff(micrograph(), found),
    })
    site = await serve(folder)
    visitor = await Visitor.open(await site.launch({ webgpu: false }), site.url)
    await visitor.see('tbody', /vacancy/)
    expect(await visitor.page.$$eval('>>> tbody tr', (rows) => rows.length)).toBe(found.detections.length)
    expect(await visitor.page.$eval('>>> canvas', (canvas) => canvas.getAttribute('aria-label'))).toMatch(
      /^Micrograph scan\.tif, 2 detections/,
    )
    expect(await visitor.axe()).toEqual([])
    // What is chosen in the table is chosen in the picture.
    await (await visitor.page.$('>>> tbody tr'))!.click()
    expect(await visitor.page.$eval('lacuna-viewer', (viewer) => viewer.selected)).toBe(0)
    // Without the file of the heat map none is offered, and nothing lies over the picture.
    await visitor.page.$eval('lacuna-viewer', (viewer) => (viewer.heat = null))
    await visitor.page.waitForFunction(() => {
      const { shadowRoot } = document.querySelector('lacuna-viewer')!
      const [overlay, opacity] = ['[aria-label=Overlay]', '[type=range]'].map(
        (selector) => shadowRoot!.querySelector<HTMLInputElement>(selector)!.value,
      )
      return overlay === 'deficit' && opacity === '0' && !shadowRoot!.querySelector('option[value=heat]')
    })
    await leave()
  })

  test('examples/react: built by a bundler, properties and events by JSX', async () => {
    const folder = join(installed.folder, 'examples/react')
    viteBuild(folder, '--base', './')
    site = await serve(join(folder, 'dist'))
    visitor = await Visitor.open(await site.launch(), site.url)
    await visitor.press('Open a sample')
    await visitor.see('#root > main > [role=status]', /is open\.$/)
    await visitor.page.select('#root select', '0.1')
    expect(await visitor.page.$eval('lacuna-detector', (element) => element.falseDiscoveryRate)).toBe(0.1)
    await visitor.page.$eval('lacuna-detector', (element) => element.open('gone.png').catch(() => {}))
    await visitor.see('#root > main > [role=status]', /^unreachable: gone\.png/)
    await visitor.page.$eval('lacuna-detector', (element) => {
      const detail = { detections: [{ id: 1, kind: 'vacancy', sublattice: 'Sr' }] } as never
      element.dispatchEvent(new CustomEvent('lacuna-detections', { detail }))
    })
    expect(await visitor.see('#root li', /./)).toBe('vacancy at a column of Sr')
    visitor.complaints.splice(0, visitor.complaints.length, ...visitor.complaints.filter((one) => !/404/.test(one)))
    await leave()
  })

  test('examples/denoise: built by a bundler, trains in the page', async () => {
    const folder = join(installed.folder, 'examples/denoise')
    viteBuild(folder, '--base', './')
    site = await serve(join(folder, 'dist'))
    visitor = await Visitor.open(await site.launch(), `${site.url}?epochs=1`)
    const reached = await visitor.see('#state', /^From [\d.]+ dB to [\d.]+ dB$/, 180_000)
    const [before, after] = reached.match(/[\d.]+/g)!.map(Number)
    expect(after).toBeGreaterThan(before + 1)
    await leave()
  })

  test('examples/table: built by a bundler, the worker a file of its own, events that fill a table', async () => {
    const folder = join(installed.folder, 'examples/table')
    viteBuild(folder, '--base', './')
    await visit(join(folder, 'dist'))
    await visitor.see('#facts', /^Simulated/)
    await visitor.drop('dropped.png', png, 'image/png')
    await visitor.see('#facts', /^dropped\.png/)
    await visitor.fill('spinbutton', 'Epochs', '1')
    await visitor.press('Train')
    await visitor.see('#state', /^Trained on dropped\.png for 1 epochs/, 180_000)
    await visitor.press('Detect')
    const found = Number.parseInt(await visitor.see('#found', /^\d+ detections?$/, 180_000))
    expect(found).toBeGreaterThan(0)
    expect(await visitor.page.$$eval('#rows tr', (rows) => rows.length)).toBe(found)
    await leave()
  })
})

/** What it takes to train, and to train only. */
const CLASSIFIER = `
export { Adam, backward, compile, Conv2d, Flatten, Linear, openDevice, ReLU, Sequential, Tensor } from 'lacuna/nn'
export { crossEntropy } from 'lacuna/nn/functional'
`

/** Convolutions of all kinds, and what is in between. */
const STEPS = `
import { Adam, backward, compile, Conv2d, ConvTranspose2d, functional as F, GroupNorm, manualSeed, openDevice } from 'lacuna/nn'
import { Random, ReLU, Sequential, Tensor } from 'lacuna/nn'

const engine = 'Deno' in globalThis ? await openDevice() : await (await import('lacuna/node')).openNodeDevice()
manualSeed(1)
const model = new Sequential(
  new Conv2d(1, 8, 3, { stride: 2, padding: 1, bias: false }),
  new GroupNorm(2, 8),
  new ReLU(),
  new ConvTranspose2d(8, 8, 4, { stride: 2, padding: 1 }),
  new ReLU(),
  new ConvTranspose2d(8, 1, 3, { padding: 1 }),
).to(engine)
const random = new Random(2)
const x = Tensor.from(engine, Float32Array.from({ length: 4 * 16 * 16 }, () => random.uniform()), [4, 16, 16, 1])
const adam = new Adam(model.parameters(), { lr: 0.01 })
const step = await compile(engine, () => {
  const loss = F.bceWithLogits(model.forward(x), x)
  backward(loss)
  adam.step()
  return { loss }
})
const losses = []
for (let i = 0; i < 3; i++) {
  step.run()
  losses.push((await step.read('loss'))[0])
}
console.log(JSON.stringify(losses))
engine.close()
`

/** Opens a damaged file and a sound one in turn; it needs no adapter, and ends though it closes nothing. */
const HOSTILE = `
import { readFileSync } from 'node:fs'
import { LocalDetector } from 'lacuna'

const detector = new LocalDetector(() => Promise.reject(new Error('no adapter is needed')))
const [codes, sums] = [[], []]
for (let turn = 0; turn < 2; turn++) {
  await detector.open(readFileSync('greedy.h5'), 'greedy.h5').catch(({ code }) => codes.push(code))
  const { data } = await detector.open(readFileSync('sound.h5'), 'sound.h5')
  sums.push(data.reduce((sum, value) => sum + value))
}
const mebibytes = process.resourceUsage().maxRSS / 1024
console.log(JSON.stringify({ codes, sums, mebibytes }))
`

/** What is written with the elements in frameworks, each error that it expects included. */
const FRAMEWORKS = ['react.tsx', 'preact.tsx', 'vue.ts']

/** No types but those that the package brings along. */
const STRICT = {
  noEmit: true,
  strict: true,
  // TypeScript's own declarations are no matter of the package; the package's are checked.
  skipDefaultLibCheck: true,
  target: 'es2022',
  module: 'nodenext',
  lib: ['es2023', 'esnext.disposable', 'dom', 'dom.iterable'],
  types: [],
  jsx: 'react-jsx',
  exactOptionalPropertyTypes: true,
}

/** What a developer would write against each entry; it has to compile, and the errors it expects have to be errors. */
const PROGRAM = `
import { type Detector, InputError, LocalDetector, startDetector } from 'lacuna'
import { openDevice } from 'lacuna/kernels'
import { Conv2d, Sequential, Tensor } from 'lacuna/nn'
import { openNodeDevice } from 'lacuna/node'
import { LacunaDetector } from 'lacuna/element'

const detectors: Detector[] = [new LocalDetector(openNodeDevice), startDetector()]
const engine = await openDevice(navigator.gpu)
const device: GPUDevice = engine.device
const model = new Sequential(new Conv2d(1, 8, 3)).to(engine)
const y: Tensor = model.forward(Tensor.from(engine, new Float32Array(16), [1, 4, 4, 1]))
const element = document.createElement('lacuna-detector')
const same: LacunaDetector = element
element.addEventListener('lacuna-error', ({ detail }) => detail.code.toUpperCase())
element.addEventListener('lacuna-detections', ({ detail }) => detail.detections?.map(({ kind }) => kind))
document.querySelector('lacuna-viewer')!.selected = 3
// @ts-expect-error there is no such preset
element.preset = 'slow'
export { detectors, device, y, same, InputError }
`
