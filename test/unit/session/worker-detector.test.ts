import { expose } from 'comlink'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { DeviceError, InputError, LacunaError, ModelError, TrainingError } from '../../../src/errors'
import type { Detector, OpenedMicrograph, TrainOptions, TrainSummary } from '../../../src/session/detector'
import { WorkerDetector } from '../../../src/session/worker-detector'
import { keepErrorClasses, packError, unpackError } from '../../../src/session/worker-errors'
import { DetectorService } from '../../../src/session/worker-service'
import { result, unperiodic } from '../../support/result'

const adapter = result().circumstances.adapter!
const summary: TrainSummary = {
  preset: 'fast',
  seed: 3,
  epochs: 2,
  region: null,
  patches: 8,
  loss: 1.5,
  trainSeconds: 0.1,
  adapter,
}
const micrograph: OpenedMicrograph = {
  data: Float32Array.of(1, 2, 3, 4),
  width: 2,
  height: 2,
  pixelSize: null,
  name: 'a.png',
  metadata: { kv: 200 },
  contents: { images: [], taken: { image: 0, first: 1, last: 1 }, drift: [{ x: 1, y: 2 }] },
}

/** The far end's detector: only what crosses the boundary is looked at, so it computes nothing. */
const far = {
  adapter: vi.fn<Detector['adapter']>(),
  open: vi.fn<Detector['open']>(),
  openSample: vi.fn<Detector['openSample']>(),
  findLattice: vi.fn<Detector['findLattice']>(),
  addBulk: vi.fn<Detector['addBulk']>(),
  train: vi.fn<Detector['train']>(),
  pause: vi.fn<Detector['pause']>(),
  resume: vi.fn<Detector['resume']>(),
  step: vi.fn<Detector['step']>(),
  detect: vi.fn<Detector['detect']>(),
  detectSeeds: vi.fn<Detector['detectSeeds']>(),
  detectSeries: vi.fn<Detector['detectSeries']>(),
  readFrame: vi.fn<Detector['readFrame']>(),
  judge: vi.fn<Detector['judge']>(),
  detectByRule: vi.fn<Detector['detectByRule']>(),
  judgePatches: vi.fn<Detector['judgePatches']>(),
  saveModel: vi.fn<Detector['saveModel']>(),
  loadModel: vi.fn<Detector['loadModel']>(),
  close: vi.fn<Detector['close']>(),
} satisfies Detector

let channel: MessageChannel
let near: WorkerDetector

beforeEach(() => {
  vi.resetAllMocks()
  keepErrorClasses()
  channel = new MessageChannel()
  expose(new DetectorService(far), channel.port1)
  near = new WorkerDetector(channel.port2)
})

afterEach(() => {
  channel.port1.close()
  channel.port2.close()
})

describe('values', () => {
  it('arrive as they were, and the far side keeps the arrays it still needs', async () => {
    const kept = result()
    far.open.mockResolvedValue(micrograph)
    far.detect.mockResolvedValue(kept)
    expect(await near.open(Uint8Array.of(1, 2, 3), 'a.png')).toEqual(micrograph)
    expect(micrograph.data.length).toBe(4)
    expect(await near.detect({ rate: 0.05, crystal: 'SrTiO3 [001]' })).toEqual(result())
    expect(far.detect).toHaveBeenCalledWith(expect.objectContaining({ rate: 0.05, crystal: 'SrTiO3 [001]' }))
    // The columns are judged again at another rate; the pictures have been moved.
    expect(kept.result.columns.x.length).toBe(12)
    expect(kept.pictures.heat.length + kept.pictures.prediction!.length).toBe(0)
  })

  it('of a micrograph that is not periodic, of a lattice, and of another judgement arrive too', async () => {
    far.detect.mockResolvedValue(unperiodic())
    expect(await near.detect()).toEqual(unperiodic())
    const lattice = { verdict: 'not periodic', reason: 'noise', explained: null, remarks: [] } as const
    far.findLattice.mockResolvedValue(lattice)
    expect(await near.findLattice({ crystal: null })).toEqual(lattice)
    const { pictures: _, ...judged } = result({ rate: 0.2 })
    far.judge.mockResolvedValue(judged)
    expect(await near.judge({ rate: 0.2 })).toEqual(judged)
    expect(far.judge).toHaveBeenCalledWith(expect.objectContaining({ rate: 0.2 }))
  })

  it('that share one buffer are moved together', async () => {
    const pool = new Float32Array(2 * 48 * 32)
    const pictures = { heat: pool.subarray(0, 1536), prediction: pool.subarray(1536) }
    far.detect.mockResolvedValue({ ...result(), pictures })
    expect(await near.detect()).toMatchObject({ pictures: { heat: { length: 1536 }, prediction: { length: 1536 } } })
  })

  it('handed over stay with the caller', async () => {
    far.open.mockResolvedValue(micrograph)
    const bytes = Uint8Array.of(1, 2, 3)
    await near.open(bytes, 'a.png')
    expect(bytes).toEqual(Uint8Array.of(1, 2, 3))
    expect(far.open).toHaveBeenCalledWith(Uint8Array.of(1, 2, 3), 'a.png', {
      signal: expect.any(AbortSignal) as unknown,
    })
  })

  it('of the simple calls pass through', async () => {
    far.adapter.mockResolvedValue(adapter)
    far.openSample.mockResolvedValue(micrograph)
    far.saveModel.mockResolvedValue(Uint8Array.of(9))
    far.loadModel.mockResolvedValue(summary)
    expect(await near.adapter()).toEqual(adapter)
    expect(await near.openSample(4)).toEqual(micrograph)
    expect(await near.saveModel()).toEqual(Uint8Array.of(9))
    expect(await near.loadModel(Uint8Array.of(1), 'm.safetensors')).toEqual(summary)
    await near.pause()
    await near.step()
    await near.resume()
    expect(far.openSample).toHaveBeenCalledWith(4, null)
    expect(far.pause).toHaveBeenCalledOnce()
    expect(far.step).toHaveBeenCalledOnce()
    expect(far.resume).toHaveBeenCalledOnce()
  })
})

describe('a training', () => {
  it('has heard every report, in order, when it settles', async () => {
    const size = 2
    far.train.mockImplementation(async ({ preset = 'fast', seed = 0, epochs, region, onProgress, onEpoch } = {}) => {
      for (let done = 1; done <= 20; done++) {
        onProgress?.({ stage: 'train', done, total: 20, elapsed: done, message: 'Training' })
        const input = new Float32Array(size * size).fill(done)
        onEpoch?.({ epoch: done, epochs: 20, loss: 1 / done, size, input, prediction: input })
      }
      return { ...summary, preset, seed, epochs: epochs ?? 0, region: region ?? null }
    })
    const region = { x: 1, y: 2, width: 3, height: 4 }
    const steps: number[] = []
    const losses: number[] = []
    const trained = await near.train({
      preset: 'fast',
      seed: 3,
      epochs: 20,
      region,
      onProgress: ({ done }) => steps.push(done),
      onEpoch: ({ loss, input }) => losses.push(loss * input[0]),
    })
    expect(trained).toMatchObject({ preset: 'fast', seed: 3, epochs: 20, region })
    expect(steps).toEqual(Array.from({ length: 20 }, (_, index) => index + 1))
    expect(losses).toEqual(new Array(20).fill(1))
  })

  it('goes on when a listener fails', async () => {
    far.train.mockImplementation(async ({ onProgress } = {}) => {
      onProgress?.({ stage: 'train', done: 1, total: 1, elapsed: 0, message: '' })
      return summary
    })
    const onProgress = () => {
      throw new Error('a listener of the page failed')
    }
    expect(await near.train({ preset: 'fast', seed: 3, onProgress })).toEqual(summary)
  })

  it('that is aborted rejects with the caller’s own reason', async () => {
    far.train.mockImplementation(untilAborted)
    const controller = new AbortController()
    const reason = new Error('the user chose another file')
    const training = near.train({ preset: 'fast', seed: 3, signal: controller.signal })
    setTimeout(() => controller.abort(reason), 20)
    await expect(training).rejects.toBe(reason)
  })

  it('whose signal is aborted already does not begin', async () => {
    const reason = new Error('too late')
    await expect(near.train({ preset: 'fast', seed: 3, signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    expect(far.train).not.toHaveBeenCalled()
  })

  it('is ended by closing the detector, which then answers nothing more', async () => {
    far.train.mockImplementation(untilAborted)
    far.close.mockResolvedValue()
    const training = near.train({ preset: 'fast', seed: 3 })
    training.catch(() => {})
    await near.close()
    await expect(training).rejects.toMatchObject({ code: 'closed' })
    await expect(near.adapter()).rejects.toMatchObject({ code: 'closed' })
  })
})

describe('errors', () => {
  it.each([
    new InputError('truncated', 'a.png', 'ends early; copy it again'),
    new ModelError('wrong-preset', 'm.safetensors', 'is of another preset'),
    new DeviceError('no-adapter', 'no adapter: update the driver'),
    new TrainingError('the loss of epoch 3'),
    new LacunaError('not-periodic', 'the image is not periodic'),
  ])('of Lacuna keep class, code and message: $name', async (error) => {
    far.openSample.mockRejectedValue(error)
    const caught: unknown = await near.openSample(1).catch((reason: unknown) => reason)
    expect(caught).toBeInstanceOf(error.constructor)
    expect(caught).toMatchObject({ name: error.name, code: error.code, message: error.message })
    if (error instanceof InputError) expect(caught).toMatchObject({ source: error.source })
  })

  it('of the platform and of no class at all arrive too', () => {
    const abort = unpackError(packError(new DOMException('stopped', 'AbortError')))
    expect(abort).toBeInstanceOf(DOMException)
    expect(abort).toMatchObject({ name: 'AbortError', message: 'stopped' })
    expect(unpackError(packError(new TypeError('x is null')))).toMatchObject({
      name: 'TypeError',
      message: 'x is null',
    })
    expect(unpackError(packError('just text'))).toBe('just text')
  })
})

function untilAborted({ signal }: TrainOptions = {}): Promise<TrainSummary> {
  return new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason as Error))
  })
}
