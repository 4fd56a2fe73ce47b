import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import webgpu from 'webgpu/package.json'
import { reportPage } from '../src/session/report/page'
import type { Options } from './options'
import { parseOptions, USAGE } from './options'
import { JaxJs } from './peers/jax'
import { Lacuna } from './peers/lacuna'
import { TensorFlowJs } from './peers/tfjs'
import { PyTorch } from './peers/torch'
import { benchReport } from './report/html'
import { benchTable, withTable } from './report/readme-table'
import type { BenchResult } from './result'
import { shareGpu } from './shared-gpu'
import { runSuite } from './suite'

try {
  const options = parseOptions(process.argv.slice(2))
  if (options === 'help') process.stdout.write(USAGE)
  else await run(options)
  process.exit(0)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  process.exit(1)
}

async function run(options: Options): Promise<void> {
  const result = options.from === undefined ? await measure(options) : (JSON.parse(read(options.from)) as BenchResult)
  const { json, html, readme, adapter = 'system' } = options
  if (json !== undefined) write(json, `${JSON.stringify(result, null, 1)}\n`)
  if (html !== undefined) write(html, reportPage(benchReport(result)))
  const table = benchTable(result)
  if (readme !== undefined) write(readme, withTable(read(readme), table, adapter))
  process.stdout.write(`${table}\n`)
}

async function measure({ quick, alone, sweeps, minutes, adapter, seed }: Options): Promise<BenchResult> {
  if (adapter !== undefined) process.env.LACUNA_ADAPTER = adapter
  const caches = emptyCaches()
  // Nothing of Dawn keeps Node's event loop alive while the GPU works.
  const awake = setInterval(() => undefined, 1000)
  const cpuMs = () => {
    const { user, system } = process.cpuUsage()
    return Promise.resolve((user + system) / 1000)
  }
  try {
    const lacuna = new Lacuna(await shareGpu(), cpuMs)
    const peers = alone ? [] : [new TensorFlowJs(cpuMs), new JaxJs(cpuMs), ...PyTorch.find()]
    const versions = { node: process.versions.node, webgpu: webgpu.version }
    const log = (message: string) => void process.stderr.write(`${message}\n`)
    return await runSuite(lacuna, peers, { quick, sweeps, minutes, seed, versions, cores: availableParallelism(), log })
  } finally {
    clearInterval(awake)
    rmSync(caches, { recursive: true, force: true })
  }
}

/**
 * Drivers keep compiled shaders between runs; a first step is only a first one without them. (Lacuna's own cache is not
 * used here at all: `openDevice` brings none.)
 */
function emptyCaches(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lacuna-bench-'))
  const places = ['XDG_CACHE_HOME', 'MESA_SHADER_CACHE_DIR', '__GL_SHADER_DISK_CACHE_PATH']
  for (const name of places) process.env[name] = folder
  return folder
}

/** As the user wrote it, from where the user wrote it. */
function place(file: string): string {
  return resolve(process.env.INIT_CWD ?? process.cwd(), file)
}

function read(file: string): string {
  return readFileSync(place(file), 'utf8')
}

function write(file: string, text: string): void {
  writeFileSync(place(file), text)
}
