/**
 * The workflow on a real Slurm: starts one of this machine alone, searches simulated micrographs in jobs, kills two of them in
 * between, drains the node and resumes it, and looks whether every good file has its result exactly once.
 *
 *     npm run -s test:cluster -- [--files 24] [--chunk 3] [--keep]
 *
 * Takes Debian or Ubuntu, root, and Python 3.11 or later; installs Slurm, and Snakemake in an environment of its own. --keep leaves what it wrote.
 */
import { execFile, execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { ensureAdapter } from './lib/adapter.mjs'
import { isExecutable, root, run } from './lib/shell.mjs'
import { ensureSlurm, jobs, nodeState, startSlurm, until } from './lib/slurm.mjs'

const { values } = parseArgs({
  options: {
    files: { type: 'string', default: '24' },
    chunk: { type: 'string', default: '3' },
    keep: { type: 'boolean', default: false },
  },
})
const count = Number(values.files)
const MEASURED = Math.min(count, 24)
const SLOTS = 2
const lacuna = [process.execPath, join(root, 'dist/cli/lacuna.js')]
const python = join(root, '.cache/cluster/bin/python')

ensureAdapter()
ensureSlurm()
ensureSnakemake()
if (!run('npm', ['run', '-s', 'lacuna', '--', '--version'], { quiet: true })) process.exit(1)
const folder = mkdtempSync(join(tmpdir(), 'lacuna-cluster-'))
const model = join(folder, 'model.safetensors')
const options = [`--model=${model}`]
const cluster = await startSlurm(folder, SLOTS)
/** @type {import('node:child_process').ChildProcess | null} */
let workflow = null
/** @type {Promise<void> | null} */
let stopping = null
// A run that is interrupted leaves nothing behind either.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void stop().then(() => process.exit(130)))
try {
  await simulate()
  for (const workers of [1, 2]) await measure(workers)
  await searchThroughFaults()
  await searchAgain()
  await searchWhatCame()
  console.log('test:cluster: all as it should be')
} finally {
  await stop()
}

/** Once: a signal and the end of what it ended both come here. */
function stop() {
  return (stopping ??= stopAll())
}

async function stopAll() {
  workflow?.kill('SIGKILL')
  await cluster.stop()
  if (values.keep) console.log(folder)
  else rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}

function ensureSnakemake() {
  if (isExecutable(join(root, '.cache/cluster/bin/snakemake'))) return
  process.stderr.write('Installing Snakemake …\n')
  const packages = ['snakemake>=9', 'snakemake-executor-plugin-slurm>=2', 'pyarrow']
  const made = run('python3', ['-m', 'venv', join(root, '.cache/cluster')], { quiet: true })
  if (made && run(python, ['-m', 'pip', 'install', '-q', ...packages], { quiet: true })) return
  process.stderr.write('Snakemake cannot be installed: see the messages above (Debian: python3-venv)\n')
  process.exit(1)
}

/** Two sessions, of which the first is measured alone; one model for all; and a file that breaks off. */
async function simulate() {
  const all = join(folder, 'all')
  for (const session of ['first', 'second']) mkdirSync(join(all, session), { recursive: true })
  let next = 1
  const work = async () => {
    for (let seed = next++; seed <= count; seed = next++) {
      const argv = ['simulate', `--seed=${seed}`, '--width=256', '--height=256', '--defects=ti-vacancy:2']
      const made = join(folder, 'made', String(seed))
      await promisify(execFile)(lacuna[0], [lacuna[1], ...argv, `--out=${made}`])
      const name = `simulated-${seed}.tif`
      renameSync(join(made, name), join(all, seed <= MEASURED ? 'first' : 'second', name))
    }
  }
  await Promise.all(Array.from({ length: SLOTS }, work))
  const first = readFileSync(join(all, 'first/simulated-1.tif'))
  writeFileSync(join(all, 'second/corrupt.tif'), first.subarray(0, 3000))
  call([...lacuna, 'train', join(all, 'first/simulated-1.tif'), '--epochs=4', `--out=${model}`])
}

/**
 * Files an hour through the job array, from its submission to the end of its last chunk.
 * @param {number} workers
 */
async function measure(workers) {
  const results = join(folder, `measured-${workers}`)
  const env = {
    ...process.env,
    CHUNK: String(Math.ceil(MEASURED / 4)),
    WORKERS: String(workers),
    LACUNA: lacuna.join(' '),
  }
  const started = Date.now()
  const submit = join(root, 'workflow/slurm/submit.sh')
  call([submit, join(folder, 'all/first'), results, ...options], env)
  await until('the array has ended', () => jobs('PENDING,RUNNING,COMPLETING').length === 0, 20 * MEASURED + 60)
  const ends = chunksDone(results).map((path) => statSync(path).mtimeMs)
  requireTables(results, MEASURED)
  const seconds = (Math.max(...ends) - started) / 1000
  const rate = Math.round((3600 * MEASURED) / seconds)
  console.log(`${workers} at a time: ${MEASURED} files in ${seconds.toFixed(0)} s, ${rate} files an hour`)
  check('nothing is missing', call([submit, join(folder, 'all/first'), results, ...options], env).includes('nothing'))
}

/** Kills a search within a job, kills a job, drains the node and resumes it. */
async function searchThroughFaults() {
  const running = snakemake()
  let ended = false
  const end = running.then((result) => ((ended = true), result))
  await until('a search runs', () => searches().length > 0 || ended, 120)
  process.kill(searches()[0], 'SIGKILL')
  console.log('killed a search')
  await until('a chunk is done', () => chunksDone().length > 0 || ended, 240)
  await until('a job searches', () => (jobs('RUNNING').length > 0 && searches().length > 0) || ended, 240)
  const [job] = jobs('RUNNING')
  call(['scancel', '--signal=KILL', '--full', job])
  console.log(`killed job ${job}`)
  cluster.setNode('drain')
  await until('the node is drained', () => nodeState() === 'drained', 240)
  check('jobs wait for the drained node', !ended && searches().length === 0)
  const before = chunksDone().length
  check('there is something left to do', before < chunks().length)
  cluster.setNode('resume')
  console.log(`drained and resumed the node, ${before} of ${chunks().length} chunks done`)
  const { status, output } = await end
  if (status !== 0) throw new Error(`snakemake ended with ${status}:\n${output.slice(-4000)}`)
  requireTables(join(folder, 'results'), count)
  const lines = readFileSync(join(folder, 'results/failed.csv'), 'utf8').trim().split('\n').slice(1)
  check('the corrupt file alone is in failed.csv', lines.length === 1 && /corrupt\.tif,truncated,/.test(lines[0]))
  console.log(`${count} results, each once; corrupt.tif is named`)
}

async function searchAgain() {
  const before = written()
  const { status, output } = await snakemake()
  check('a second run says that nothing is to be done', status === 0 && output.includes('Nothing to be done'))
  check('a second run writes nothing', written() === before)
  console.log('a second run does nothing')
}

/** A file that comes later makes a chunk of its own, and no other is searched again. */
async function searchWhatCame() {
  const before = chunksDone().map((path) => `${path} ${statSync(path).mtimeMs}`)
  const good = readFileSync(join(folder, 'all/first/simulated-1.tif'))
  writeFileSync(join(folder, 'all/second/later.tif'), good)
  const { status } = await snakemake()
  const after = chunksDone().map((path) => `${path} ${statSync(path).mtimeMs}`)
  check('a new file is one chunk more', status === 0 && after.length === before.length + 1)
  check(
    'other chunks stay as they are',
    before.every((line) => after.includes(line)),
  )
  requireTables(join(folder, 'results'), count + 1)
  console.log('a file that came later is searched, alone')
}

/** @returns {Promise<{ status: number | null, output: string }>} */
function snakemake() {
  const config = [
    `input=${folder}/all`,
    `results=${folder}/results`,
    `chunk=${values.chunk}`,
    `lacuna=${lacuna.join(' ')}`,
  ]
  const argv = ['--snakefile', join(root, 'workflow/Snakefile'), '--profile', join(root, 'workflow/profiles/slurm')]
  // There is no accounting here, and nobody to spare the scheduler for.
  const slurm = [
    '--jobs=4',
    '--latency-wait=10',
    '--slurm-status-command=squeue',
    '--slurm-init-seconds-before-status-checks=5',
  ]
  const env = { ...process.env, PATH: `${join(root, '.cache/cluster/bin')}:${process.env.PATH}` }
  const all = [...argv, ...slurm, '--config', ...config, `options=${options.join(' ')}`]
  const child = spawn(join(root, '.cache/cluster/bin/snakemake'), all, { cwd: folder, env })
  workflow = child
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (/** @type {Buffer} */ data) => (output += data.toString()))
  return new Promise((resolve) => child.on('close', (status) => resolve({ status, output })))
}

/** Processes of lacuna that search files of the workflow's. */
function searches() {
  return readdirSync('/proc')
    .filter((id) => /^\d+$/.test(id))
    .map(Number)
    .filter((id) => {
      try {
        const argv = readFileSync(`/proc/${id}/cmdline`, 'utf8').split('\0')
        return (
          argv[1] === lacuna[1] &&
          argv.includes('detect') &&
          argv.some((one) => one.startsWith(`--out=${folder}/results`))
        )
      } catch {
        return false
      }
    })
}

function chunks(results = join(folder, 'results')) {
  return readdirSync(join(results, '.chunks')).filter((name) => /^\d+\.json$/.test(name))
}

function chunksDone(results = join(folder, 'results')) {
  const names = readdirSync(join(results, '.chunks')).filter((name) => name.endsWith('.done.json'))
  return names.sort().map((name) => join(results, '.chunks', name))
}

/** Every file of the results with its time. */
function written() {
  const names = /** @type {string[]} */ (readdirSync(join(folder, 'results'), { recursive: true })).sort()
  return names.map((name) => `${name} ${statSync(join(folder, 'results', name)).mtimeMs}`).join('\n')
}

/**
 * Reads the tables by another program: each micrograph has one row, and its detections have it too.
 * @param {string} results
 * @param {number} expected
 */
function requireTables(results, expected) {
  const program = `
import sys, pyarrow.parquet as pq
m, d = (pq.read_table(f"{sys.argv[1]}/tables/{name}.parquet").to_pylist() for name in ("micrographs", "detections"))
print(len(m), len({row["name"] for row in m}), sum(row["detections"] for row in m) - len(d), {row["record"] for row in d} <= {row["record"] for row in m}, all(row["sha256"] and row["adapter"] for row in m))`
  const said = call([python, '-c', program, results]).trim()
  check(`each of ${expected} files has one result (${said})`, said === `${expected} ${expected} 0 True True`)
}

/**
 * @param {string[]} argv
 * @param {NodeJS.ProcessEnv} [env]
 */
function call([program, ...argv], env = process.env) {
  return execFileSync(program, argv, { encoding: 'utf8', env, cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] })
}

/**
 * @param {string} what
 * @param {boolean} holds
 */
function check(what, holds) {
  if (!holds) throw new Error(`it is not so that ${what}`)
}
