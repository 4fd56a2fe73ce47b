import { writeSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { InputError } from '../../../src/errors'
import { chooseFrames } from '../../../src/io/choose'
import { openFile } from '../../../src/io/read'
import { Random } from '../../../src/nn/random'
import { mutated } from './mutate'
import type { Seeds } from './seeds'
import { seedFiles } from './seeds'

/** What no input may exceed. */
export const LIMITS = { seconds: 5, bytes: 768 * 2 ** 20 }

export interface FuzzRequest {
  seed: number
  /** Name of a reader, as `seedFiles` has them. */
  reader: string
  /** Number of the first input; each is made from seed, reader and number alone. */
  from: number
  /** At most this many inputs; fewer where the process becomes unsound. */
  count: number
  /** No further input after this time. */
  seconds: number
}

/** One line of JSON on stdout: what became of the inputs since `from`. */
export interface FuzzReport {
  inputs: number
  read: number
  refused: number
  slowest: { input: number; seconds: number }
  peakBytes: number
  /** Errors of no type of Lacuna's own, or that do not name the file. */
  untyped: { input: number; error: string }[]
  /** The input that ended the run. */
  exceeded?: { input: number; what: 'seconds' | 'bytes' }
}

/** Name of each reader, and how many inputs a process of it may get. */
export async function readers(): Promise<[name: string, perProcess: number][]> {
  return Object.entries(await seedFiles()).map(([name, { perProcess = 2 ** 31 - 1 }]) => [name, perProcess])
}

/**
 * Feeds one reader with changed files until time or inputs are used up, or one takes more than its limit. A hang cannot be ended
 * from within its thread: another one watches, tells of it and ends the process.
 */
export async function fuzz({ seed, reader, from, count, seconds }: FuzzRequest): Promise<void> {
  const seeds = (await seedFiles())[reader]
  const ended = performance.now() + 1000 * seconds
  const report: FuzzReport = {
    inputs: 0,
    read: 0,
    refused: 0,
    slowest: { input: from, seconds: 0 },
    peakBytes: 0,
    untyped: [],
  }
  await seeds.isSound?.()
  const watched = watch(report)
  for (let input = from; input < from + count && performance.now() < ended; input++) {
    watched.begin(input)
    const begun = performance.now()
    const outcome = await attempt(inputOf(seeds, seed, reader, input), seeds.read)
    const taken = (performance.now() - begun) / 1000
    report.inputs++
    if (outcome === 'read' || outcome === 'refused') report[outcome]++
    else report.untyped.push({ input, error: outcome.error })
    if (taken > report.slowest.seconds) report.slowest = { input, seconds: taken }
    report.peakBytes = process.resourceUsage().maxRSS * 1024
    if (taken > LIMITS.seconds) report.exceeded = { input, what: 'seconds' }
    else if (report.peakBytes > LIMITS.bytes) report.exceeded = { input, what: 'bytes' }
    if (report.exceeded) break
    if (outcome === 'refused' && (await seeds.isSound?.()) === false) break
  }
  await watched.end()
  writeSync(1, `${JSON.stringify(report)}\n`)
}

/** The file that this input is. */
export function inputOf({ files, finish }: Seeds, seed: number, reader: string, input: number): Uint8Array {
  let state = seed
  for (const character of `${reader} ${input}`) state = Math.imul(state ^ character.charCodeAt(0), 0x01000193) >>> 0
  const random = new Random(state)
  const file = mutated(files[random.integer(files.length)], random, files)
  return finish ? finish(file) : file
}

async function attempt(
  bytes: Uint8Array,
  read: (file: Uint8Array) => Promise<unknown> = readImages,
): Promise<'read' | 'refused' | { error: string }> {
  try {
    await read(bytes)
    return 'read'
  } catch (error) {
    if (error instanceof InputError && error.message.startsWith('input: ')) return 'refused'
    return { error: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}

/** Opens it and reads the main image, and the first few of the others. */
async function readImages(bytes: Uint8Array): Promise<void> {
  const file = await openFile(bytes, 'input')
  if (file.kind !== 'images') return
  const [main] = chooseFrames('input', file.images, { image: null, frames: null }).frames
  for (const image of [main, ...file.images.slice(0, 2)]) image.read()
}

function watch(report: FuzzReport) {
  // The number of the present input, and whether any is there; the report lies in the other thread when it is needed.
  const shared = new Int32Array(new SharedArrayBuffer(8))
  const guard = `
    const { workerData, parentPort } = require('node:worker_threads')
    const { writeSync } = require('node:fs')
    const { shared, seconds, pid } = workerData
    let [last, since] = [-1, Date.now()]
    setInterval(() => {
      const input = shared[0]
      if (input !== last || !shared[1]) [last, since] = [input, Date.now()]
      else if (Date.now() - since > 1000 * seconds) {
        writeSync(1, JSON.stringify({ exceeded: { input, what: 'seconds' } }) + '\\n')
        process.kill(pid, 'SIGKILL')
      }
    }, 200)`
  const workerData = { shared, seconds: LIMITS.seconds, pid: process.pid }
  const worker = new Worker(guard, { eval: true, workerData })
  worker.unref()
  return {
    begin: (input: number) => {
      Atomics.store(shared, 0, input)
      Atomics.store(shared, 1, 1)
    },
    end: async () => {
      Atomics.store(shared, 1, 0)
      await worker.terminate()
      return report
    },
  }
}
