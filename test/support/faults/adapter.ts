import { DeviceError } from '../../../src/errors'
import type { Engine } from '../../../src/kernels'
import { openNodeDevice } from '../../../src/kernels/node'
import { compile, decodeSafetensors, functional as F, Tensor } from '../../../src/nn'
import { LocalDetector } from '../../../src/session/local-detector'
import type { PeriodicResult } from '../../../src/session/detector'
import { simulateMicrograph } from '../../../src/stem/simulate/micrograph'
import { collectGarbage } from '../memory'
import type { DeviceFault } from './device'
import { withDeviceFaults } from './device'
import type { Faults, Scenario } from './faults'

/** Opens devices of which the first is faulty; opening it is a point of its own. */
function opener(faults: Faults, fault: DeviceFault) {
  // A device keeps its threads until its objects are collected, whose size V8 does not know.
  collectGarbage()
  const engines: Engine[] = []
  const open = async () => {
    const isFirst = engines.length === 0
    if (isFirst && faults.meet('opening a device'))
      throw new DeviceError('no-device', 'the adapter would not open: restart the browser')
    const engine = await openNodeDevice()
    engines.push(engine)
    return isFirst ? withDeviceFaults(engine, faults, fault) : engine
  }
  return { open, close: () => engines.forEach((engine) => engine.close()) }
}

/** Values of an eager operation and of a compiled step, run twice. */
async function compute(engine: Engine): Promise<string> {
  const x = Tensor.from(
    engine,
    Float32Array.from({ length: 64 }, (_, n) => Math.sin(n)),
    [64],
  )
  try {
    const eager = await F.relu(F.scale(x, 2)).data()
    const step = await compile(engine, () => ({ y: F.square(x) }))
    try {
      step.run()
      const first = await step.read('y')
      step.run()
      return JSON.stringify([[...eager], [...first], [...(await step.read('y'))]])
    } finally {
      step.free()
    }
  } finally {
    x[Symbol.dispose]()
    await engine.tidy()
  }
}

/** The engine alone: an error of its own, or the right values; after a refusal the same device still computes, and holds no more. */
export function computing(fault: DeviceFault): Scenario {
  let right: Promise<{ values: string; bytes: number }> | undefined
  const compareWith = async () => {
    const engine = await openNodeDevice()
    const values = await compute(engine)
    const { bytes } = engine.memory()
    engine.close()
    return { values, bytes }
  }
  return {
    name: `computing; the device ${fault}`,
    patience: 20,
    async run(faults) {
      const { values, bytes } = await (right ??= compareWith())
      const { open, close } = opener(faults, fault)
      const opening = open()
      let got: string | null = null
      const work = opening.then(compute).then((text) => (got = text))
      const harm = async (error: Error | null) => {
        const wrong = error === null && got !== values ? 'it gives other values' : null
        if (fault === 'is lost' || !error) return finish(wrong)
        const engine = await opening.catch(() => null)
        if (!engine) return finish(null)
        const again = await compute(engine).catch((later: unknown) => String(later))
        const held = engine.memory().bytes
        const leak = held > bytes ? `it holds ${held} bytes, not ${bytes}` : null
        return finish(again === values ? leak : `the device is no good any more: ${again.slice(0, 200)}`)
      }
      const finish = (wrong: string | null) => {
        close()
        return { ...(wrong !== null && { wrong }) }
      }
      return { work, harm }
    },
  }
}

const SIDE = 128
const { micrograph } = simulateMicrograph({
  seed: 7,
  width: SIDE,
  height: SIDE,
  bits: 16,
  defects: [{ sublattice: 'sr', kind: 'vacancy', count: 1 }],
})

/** Trains for two steps, which a cancel keeps. */
async function train(detector: LocalDetector): Promise<string> {
  const enough = new AbortController()
  const reason = 'enough'
  await detector
    .train({
      signal: enough.signal,
      onProgress: ({ stage, done }) => stage === 'train' && done === 2 && enough.abort(reason),
    })
    .catch((error: unknown) => {
      if (error !== reason) throw error
    })
  // The file says how long it took, too.
  const { state } = decodeSafetensors(await detector.saveModel(), 'model')
  const sums = Object.values(state).map(({ data }) => data.reduce((sum, value) => sum + value, 0))
  return JSON.stringify(sums)
}

/**
 * A training or a search by a detector: through a lost device it goes on, to the last bit; what is refused is an error, after which
 * the detector still has its micrograph, and the next try comes to what it should.
 */
export function detecting(part: 'training' | 'search', fault: DeviceFault): Scenario {
  let right: Promise<{ text: string; model: Uint8Array }> | undefined
  const compareWith = () =>
    withDetector(async (detector) => {
      const trained = await train(detector)
      const model = await detector.saveModel()
      return { text: part === 'training' ? trained : await search(detector, model), model }
    })
  return {
    name: `${part}; the device ${fault}`,
    patience: 120,
    async run(faults) {
      const { text, model } = await (right ??= compareWith())
      const { open, close } = opener(faults, fault)
      const detector = new LocalDetector(open)
      detector.take(micrograph)
      await detector.findLattice()
      const attempt = () => (part === 'training' ? train(detector) : search(detector, model))
      let got: string | null = null
      const work = attempt().then((text) => (got = text))
      const harm = async (error: Error | null) => {
        const wrong = error === null && got !== text ? 'it comes to something else' : null
        const again = error && (await attempt().catch(String))
        const lost = again !== null && again !== text ? `the next try comes to ${again.slice(0, 200)}` : null
        await detector.close()
        close()
        return { ...(wrong !== null && { wrong }), ...(lost !== null && { lost }) }
      }
      return { work, harm }
    },
  }
}

/** With a model that was trained on it, from its file. */
async function search(detector: LocalDetector, model: Uint8Array): Promise<string> {
  await detector.loadModel(model, 'model.safetensors')
  const { result, pictures } = (await detector.detect()) as PeriodicResult
  return JSON.stringify([result.findings, [...result.scored.pValue], pictures.heat.reduce((sum, value) => sum + value)])
}

async function withDetector<T>(use: (detector: LocalDetector) => Promise<T>): Promise<T> {
  const detector = new LocalDetector(openNodeDevice)
  detector.take(micrograph)
  try {
    return await use(detector)
  } finally {
    await detector.close()
  }
}
