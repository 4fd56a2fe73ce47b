import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { LocalDetector } from '../../../src/session/local-detector'
import { startNodeThread } from '../../../src/session/reading/node-thread'
import type { Patience } from '../../../src/session/reading/own-thread'
import { OwnThread } from '../../../src/session/reading/own-thread'
import { buildCommand } from '../../support/built-command'
import { buildGreedyHdf5, buildHdf5 } from '../../support/formats/hdf5'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })
beforeAll(buildCommand)

const data = Float32Array.from({ length: 32 * 32 }, (_, at) => at)
const sound = () => buildHdf5({ datasets: { image: { data, shape: [32, 32] } } })

/** The thread as it is built. */
const startBuilt = () => startNodeThread(pathToFileURL(join(inject('builds'), 'command/node-worker.js')))

/** A thread that looks at the file, and never stops. */
const HANGING = `
  import { parentPort } from 'node:worker_threads'
  parentPort.on('message', () => {
    parentPort.postMessage({ kind: 'begun' })
    for (;;);
  })`

const readings: OwnThread[] = []
afterAll(() => readings.forEach((reading) => reading.close()))

function readingBy(start: ConstructorParameters<typeof OwnThread>[0], patience?: Patience): OwnThread {
  readings.push(new OwnThread(start, patience))
  return readings.at(-1)!
}

test('in one process a damaged HDF5 file is refused, and the sound one after it has all its pixels', async () => {
  const detector = new LocalDetector(() => Promise.reject(new Error('no adapter is needed')), readingBy(startBuilt))
  const greedy = await buildGreedyHdf5(data, [32, 32])
  for (let turn = 0; turn < 2; turn++) {
    await expect(detector.open(greedy, 'greedy.h5')).rejects.toMatchObject({ code: 'corrupt' })
    expect((await detector.open(await sound(), 'sound.h5')).data).toEqual(data)
  }
})

test('a file over which the reader never comes to an end is refused in time, and holds up neither the caller nor the next', async () => {
  const hanging = () => startNodeThread(new URL(`data:text/javascript,${encodeURIComponent(HANGING)}`))
  const threads = [hanging, startBuilt]
  const patience: Patience = {
    start: { base: 60, perMiB: 0 },
    list: { base: 60, perMiB: 0 },
    open: { base: 1, perMiB: 0 },
  }
  const reading = readingBy(() => threads.shift()!(), patience)
  let turns = 0
  const turning = setInterval(() => turns++, 20)
  await expect(reading.open(await sound(), 'hung.h5')).rejects.toMatchObject({ code: 'too-slow' })
  clearInterval(turning)
  expect(turns).toBeGreaterThan(10)
  expect(await reading.list(await sound(), 'sound.h5')).toMatchObject({ images: [{ width: 32, height: 32 }] })
})
