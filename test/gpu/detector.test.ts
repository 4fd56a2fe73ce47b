import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { InputError, ModelError } from '../../src/errors'
import { writeNpy } from '../../src/io/npy'
import type { Micrograph } from '../../src/io/micrograph'
import { DataLoader, Random } from '../../src/nn'
import type { PeriodicResult } from '../../src/session/detector'
import { micrographRecord } from '../../src/session/files/record'
import type { Engine } from '../../src/kernels'
import { openNodeDevice } from '../../src/kernels/node'
import { LocalDetector } from '../../src/session/local-detector'
import { simulateMicrograph } from '../../src/stem/simulate/micrograph'
import { simulateSeries } from '../../src/stem/simulate/series'
import { sampleMicrograph } from '../../src/stem/simulate/sample'
import { testEngine } from '../support/engine'
import { anyCrystal, MOTIFS } from '../support/lattice'
import { oblongMicrograph } from '../support/oblong'

const size = 256
const crystal = 'SrTiO3 [001]'
const region = { x: 90, y: 0, width: 160, height: 256 }

function simulated(seed: number, options: object = {}) {
  return simulateMicrograph({ seed, width: size, height: size, bits: 16, ...options })
}

function npy({ data, width, height }: Micrograph): Uint8Array {
  return writeNpy(data, [height, width])
}

const { micrograph, truth } = simulated(7, { defects: [{ sublattice: 'sr', kind: 'vacancy', count: 2 }] })
const detector = new LocalDetector(testEngine)
let opened: Micrograph

/** One sitting: each test goes on where the last one stopped. */
describe('the detector in its own thread', { timeout: 120_000 }, () => {
  beforeAll(async () => {
    opened = await detector.open(npy(micrograph), 'scan.npy')
  })

  test('tells the lattice before anything is learned, by the crystal’s names where it is named', async () => {
    const stages = new Set<string>()
    const plain = await detector.findLattice({ onProgress: ({ stage }) => stages.add(stage) })
    expect(plain).toMatchObject({ verdict: 'periodic', crystal: null, sublattices: [{ name: 'A' }, { name: 'B' }] })
    expect([...stages]).toEqual(['lattice'])
    expect(await detector.findLattice({ crystal })).toMatchObject({
      crystal: { name: crystal },
      sublattices: [{ name: 'sr' }, { name: 'ti' }],
    })
    await expect(detector.findLattice({ crystal: 'NaCl' })).rejects.toBeInstanceOf(InputError)
    await expect(detector.detect()).rejects.toMatchObject({ code: 'no-model' })
    await expect(detector.judge()).rejects.toMatchObject({ code: 'no-result' })
  })

  test('a cancelled training keeps what it has learned, and detection goes by it', async () => {
    await expect(detector.train({ preset: 'fast', seed: 1, region: { ...region, x: 97 } })).rejects.toMatchObject({
      code: 'region-outside',
      source: 'scan.npy',
    })
    const controller = new AbortController()
    const training = detector.train({
      preset: 'fast',
      seed: 1,
      region,
      signal: controller.signal,
      // Six steps: seconds on a software adapter. Columns are judged by their neighbours all the same.
      onProgress: ({ stage, done }) => stage === 'train' && done === 6 && controller.abort('enough'),
    })
    await expect(training).rejects.toBe('enough')
    expect((await detector.saveModel()).length).toBeGreaterThan(1000)
  })

  test('a training that diverges keeps the model of the last whole epoch, and says so', async () => {
    const { replace } = DataLoader.prototype
    let calls = 0
    const spy = vi.spyOn(DataLoader.prototype, 'replace').mockImplementation(function (this: DataLoader, set, data) {
      // Inputs and targets are replaced in every epoch: the third call is of the second one.
      if (++calls === 3) data[7] = NaN
      replace.call(this, set, data)
    })
    const other = new LocalDetector(testEngine)
    await other.open(npy(micrograph), 'scan.npy')
    const training = other.train({ preset: 'fast', seed: 1, region, epochs: 4 })
    await expect(training).rejects.toMatchObject({ name: 'TrainingError', code: 'diverged' })
    spy.mockRestore()
    const kept = await other.saveModel()
    expect(await other.loadModel(kept, 'kept.safetensors')).toMatchObject({ epochs: 1, seed: 1 })
  })

  let result: PeriodicResult

  test('finds what does not belong, as the command line would tell it', async () => {
    result = (await detector.detect({ crystal })) as PeriodicResult
    for (const { x, y } of truth.defects) {
      expect(result.detections.find((one) => Math.hypot(one.x - x, one.y - y) < 6)).toMatchObject({
        kind: 'vacancy',
        sublattice: 'sr',
      })
    }
    expect(result.detections.length).toBeLessThanOrEqual(truth.defects.length + 1)
    expect(result.pictures.heat).toHaveLength(size * size)
    const record = micrographRecord(opened, result, result.circumstances)
    expect(record).toMatchObject({
      verdict: 'periodic',
      request: { model: 'fast', epochs: 0, region, seed: 1, rate: 0.01, crystal },
    })
    expect(record.request.sha256).toMatch(/^[0-9a-f]{64}$/)
    // Heat and prediction together are the blurred micrograph: bright where a column stands, dark where it is missing.
    const at = Math.round(truth.defects[0].y) * size + Math.round(truth.defects[0].x)
    const blurred = result.pictures.heat.map((value, n) => value + result.pictures.prediction![n])
    const mean = blurred.reduce((sum, value) => sum + value, 0) / blurred.length
    expect(blurred[at]).toBeLessThan(mean)
  })

  test('another rate judges the same columns again; back at the first it is as it was', async () => {
    const loose = await detector.judge({ rate: 0.5, crystal })
    const within = loose.result.scored.qValue.reduce((count, q) => count + (q <= 0.5 ? 1 : 0), 0)
    expect(loose.detections).toHaveLength(within)
    expect(within).toBeGreaterThanOrEqual(result.detections.length)
    expect(loose.result.scored.threshold).toBeGreaterThan(result.result.scored.threshold)
    const again = await detector.judge({ rate: 0.01, crystal })
    expect(again.detections).toEqual(result.detections)
    expect((await detector.judge({ rate: 0.01 })).detections[0]).toMatchObject({ sublattice: 'A', kind: 'vacancy' })
    await expect(detector.judge({ rate: 0 })).rejects.toMatchObject({ code: 'bad-rate' })
  })

  test('saved and loaded again, its model finds the same to the last bit', async () => {
    const bytes = await detector.saveModel()
    expect(await detector.loadModel(bytes, 'model.safetensors')).toMatchObject({ preset: 'fast', epochs: 0, region })
    const loaded = (await detector.detect({ crystal })) as PeriodicResult
    // To the last bit: what was trained here and what was saved are the same model of the same micrograph.
    expect(loaded.result.findings).toEqual(result.result.findings)
    expect(loaded.result.scored).toEqual(result.result.scored)
    expect(loaded.pictures.heat).toEqual(result.pictures.heat)
    // It has learned from a micrograph that may hold defects, and so gives patches no p-values.
    const stack = {
      name: 'bulk.npy',
      count: 2,
      width: 64,
      height: 64,
      data: new Float32Array(2 * 64 ** 2).map((_, i) => i % 7),
    }
    await expect(detector.judgePatches(stack)).rejects.toThrow(
      /^model\.safetensors: .*train on a stack of bulk patches/,
    )
    expect(loaded.circumstances.request.region).toBeNull()
    expect(loaded.circumstances.request.model).toMatch(/^[0-9a-f]{64}$/)
  })

  test('a loaded model is taken to the scale and rotation of another micrograph, and refuses another crystal', async () => {
    const other = simulated(10, { pixelSize: 0.13, rotation: 24, width: 320, height: 320 })
    await detector.open(npy(other.micrograph), 'turned.npy')
    const turned = (await detector.detect()) as PeriodicResult
    expect(turned.scale).toBeCloseTo(0.1636 / 0.13, 1)
    const oblique = anyCrystal({ size, cell: 24, ratio: 1.3, angle: 110, motif: MOTIFS.single, width: 3.4, seed: 3 })
    await detector.open(npy(oblique.micrograph), 'oblique.npy')
    const refused: unknown = await detector.detect().catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(ModelError)
    expect(refused).toMatchObject({ code: 'model-lattice', source: 'model.safetensors' })
  })

  test('what is not periodic has that verdict, and teaches nothing', async () => {
    const random = new Random(1)
    const noise = Float32Array.from({ length: size * size }, () => 100 + random.normal())
    await detector.open(writeNpy(noise, [size, size]), 'noise.npy')
    const { remarks, ...found } = await detector.findLattice()
    if (found.verdict === 'periodic') throw new Error('noise has no lattice')
    const { explained, ...verdict } = found
    // Nor do surroundings tell anything.
    expect(explained).toBeNull()
    const searched = await detector.detect()
    expect(searched).toMatchObject({ ...verdict, detections: null, name: 'noise.npy' })
    expect(searched.circumstances.remarks).toEqual(remarks)
    await expect(detector.train({ preset: 'fast', seed: 1 })).rejects.toMatchObject({ code: 'not-periodic' })
  })
})

test('the model that comes with the page finds what simulated micrographs hold, those it has not seen too', async () => {
  const other = new LocalDetector(testEngine)
  const file = readFileSync('src/app/sample/lacuna-sample.safetensors')
  expect(await other.loadModel(file, 'lacuna-sample.safetensors')).toMatchObject({ preset: 'fast', region: null })
  for (const seed of [1, 2]) {
    const { defects } = sampleMicrograph(seed).truth
    await other.openSample(seed)
    const { detections } = (await other.detect()) as PeriodicResult
    const hit = defects.filter(({ x, y }) => detections.some((one) => Math.hypot(one.x - x, one.y - y) < 8))
    expect(hit).toHaveLength(defects.length)
    expect(detections.length).toBeLessThanOrEqual(defects.length + 1)
  }
}, 120_000)

test('an adapter that is lost in training, between actions or in a search costs nothing that was learnt', async () => {
  const engines: Engine[] = []
  const hurt = new LocalDetector(async () => {
    engines.push(await openNodeDevice())
    return engines.at(-1)!
  })
  const lose = () => engines.at(-1)!.device.destroy()
  await hurt.open(npy(micrograph), 'scan.npy')
  const messages: string[] = []
  const enough = new AbortController()
  const training = hurt.train({
    preset: 'fast',
    seed: 1,
    signal: enough.signal,
    onProgress: ({ stage, done, message }) => {
      if (stage === 'adapter-lost') messages.push(message)
      else if (stage === 'train' && done === 2) {
        // A whole epoch takes too long here; how a training goes on from one is tested with the training.
        if (engines.length === 1) lose()
        else enough.abort('enough')
      }
    },
  })
  await expect(training).rejects.toBe('enough')
  expect(engines).toHaveLength(2)
  expect(messages).toEqual([expect.stringMatching(/goes on from epoch 1/)])

  const saved = await hurt.saveModel()
  const before = (await hurt.detect()) as PeriodicResult
  lose()
  await engines[1].device.lost
  const between = (await hurt.detect()) as PeriodicResult
  expect(engines).toHaveLength(3)
  const during = (await hurt.detect({
    onProgress: ({ stage, message }) => {
      if (stage === 'adapter-lost') messages.push(message)
      else if (stage === 'predict' && engines.length === 3) lose()
    },
  })) as PeriodicResult
  expect(engines).toHaveLength(4)
  expect(messages).toEqual([expect.anything(), expect.stringMatching(/searched again/)])
  for (const { result, pictures, circumstances } of [between, during]) {
    expect(result.findings).toEqual(before.result.findings)
    expect(pictures.prediction).toEqual(before.pictures.prediction)
    expect(circumstances.request).toEqual(before.circumstances.request)
  }
  expect(await hurt.saveModel()).toEqual(saved)
  await hurt.close()
}, 120_000)

test('the paper’s rule learns every micrograph anew, unless a model was loaded', { timeout: 120_000 }, async () => {
  const detector = new LocalDetector(testEngine)
  const quickly = { epochs: 1 }
  const search = async (seed: number, name: string) => {
    await detector.open(npy(simulated(seed).micrograph), name)
    const found = await detector.detectByRule(quickly)
    return { found, model: new TextDecoder('latin1').decode((await detector.saveModel()).subarray(0, 8000)) }
  }
  const [first, second] = [await search(11, 'first.npy'), await search(12, 'second.npy')]
  expect(first.found).toMatchObject({ name: 'first.npy', epochs: 1 })
  expect(first.model).toContain('first.npy')
  expect(second.model).toContain('second.npy')
  await detector.loadModel(await detector.saveModel(), 'm.safetensors', { ofPatches: true })
  expect((await search(11, 'first.npy')).model).toContain('second.npy')
})

test('of pixels that are not square all is told in the micrograph’s own', { timeout: 180_000 }, async () => {
  const { micrograph, defects } = oblongMicrograph(320, 0.1636, {
    seed: 41,
    defects: [
      { sublattice: 'sr', kind: 'vacancy', count: 3 },
      { sublattice: 'sr', kind: 'displacement', count: 3, strength: 0.6 },
    ],
  })
  const detector = new LocalDetector(testEngine)
  detector.take(micrograph)
  const lattice = await detector.findLattice({ crystal })
  if (lattice.verdict !== 'periodic' || !lattice.crystal || lattice.crystal === 'does not fit')
    throw new Error('no match')
  expect(lattice.crystal.pixelSize.y / lattice.crystal.pixelSize.x).toBeCloseTo(4 / 3, 6)
  // The simulated lattice is 1.5 % shorter than the crystal's along b, and the crystal's own length is taken for both.
  for (const length of lattice.lengthsAngstrom!) expect(Math.abs(length / 3.905 - 1)).toBeLessThan(0.02)

  const own = { x: 20, y: 10, width: 280, height: 220 }
  const enough = new AbortController()
  const training = detector.train({
    region: own,
    signal: enough.signal,
    onProgress: ({ stage, done }) => stage === 'train' && done === 6 && enough.abort('enough'),
  })
  await expect(training).rejects.toBe('enough')
  const result = (await detector.detect({ crystal })) as PeriodicResult
  expect(result.circumstances.request.region).toEqual(own)
  for (const { kind, x, y, angstrom } of defects) {
    const found = result.detections.find((one) => Math.hypot(one.x - x, one.y - y) < 5)
    expect(found, kind).toMatchObject({ kind, sublattice: 'sr' })
    if (kind !== 'displacement') continue
    // A tenth of an Å: three times what noise, jitter and the columns' own scatter make of one column's place.
    expect(Math.abs(found!.displacementAngstrom!.x - angstrom.x)).toBeLessThan(0.15)
    expect(Math.abs(found!.displacementAngstrom!.y - angstrom.y)).toBeLessThan(0.15)
  }
  expect(result.detections.length).toBeLessThanOrEqual(defects.length + 1)
  const { heat, prediction } = result.pictures
  expect([heat.length, prediction!.length]).toEqual([micrograph.data.length, micrograph.data.length])
  // Where a column is missing the micrograph is darker than predicted.
  const vacancy = defects.find(({ kind }) => kind === 'vacancy')!
  expect(heat[Math.round(vacancy.y) * micrograph.width + Math.round(vacancy.x)]).toBeLessThan(0)
  const { columns } = micrographRecord(micrograph, result, result.circumstances)
  const rms = (values: number[]) => Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length)
  expect(Math.max(...columns!.map(({ y }) => y))).toBeLessThan(micrograph.height)
  expect(Math.max(...columns!.map(({ y }) => y))).toBeGreaterThan(micrograph.height - 20)
  expect(rms(columns!.map(({ dyAngstrom }) => dyAngstrom!))).toBeLessThan(0.3)
})

test(
  'a training that was cancelled goes on, and is to the last bit what it is without a break',
  { timeout: 120_000 },
  async () => {
    const scan = new LocalDetector(testEngine)
    await scan.open(npy(micrograph), 'scan.npy')
    const request = { preset: 'fast', seed: 3, epochs: 2 } as const
    const weights = async () => {
      const bytes = await scan.saveModel()
      // Behind the header, which says how long it took.
      const header = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true))
      return bytes.slice(8 + header)
    }
    const whole = await scan.train(request)
    const expected = await weights()
    const enough = new AbortController()
    const cut = scan.train({
      ...request,
      signal: enough.signal,
      onProgress: ({ stage, done }) => stage === 'train' && done === 33 && enough.abort('enough'),
    })
    await expect(cut).rejects.toBe('enough')
    const epochs: number[] = []
    const further = await scan.train({ ...request, further: true, onEpoch: ({ epoch }) => epochs.push(epoch) })
    expect(epochs).toEqual([2])
    expect(further).toMatchObject({ epochs: 2, loss: whole.loss })
    expect(await weights()).toEqual(expected)
  },
)

test('a series is searched frame by frame: cancelled in between, without a frame that shows nothing, and of no other file', async () => {
  const side = 192
  const defects = [{ sublattice: 'sr', kind: 'vacancy' as const, count: 1, frames: { first: 3, last: 4 } }]
  const options = { seed: 3, frames: 4, frameDrift: 2, width: side, height: side, bits: 16 as const, defects }
  const { frame } = simulateSeries(options)
  const random = new Random(1)
  // As if the beam had been off.
  const blank = Float32Array.from({ length: side * side }, () => 9000 + 100 * random.normal())
  const frames = [frame(0), frame(1), frame(2), blank, frame(3)]
  const bytes = writeNpy(Float32Array.from(frames.flatMap((data) => [...data])), [frames.length, side, side])
  const series = new LocalDetector(testEngine)
  const model = readFileSync(new URL('../../src/app/sample/lacuna-sample.safetensors', import.meta.url))
  await series.loadModel(model, 'sample')

  await series.open(bytes, 'movie.npy', { frames: 'all' })
  await expect(series.detectSeries(bytes)).rejects.toMatchObject({ code: 'no-result' })
  const sum = await series.detect()
  await expect(series.detectSeries(bytes.slice(0, -1))).rejects.toMatchObject({ code: 'another-file' })

  const controller = new AbortController()
  const stages: string[] = []
  const cancelled = series.detectSeries(bytes, {
    signal: controller.signal,
    onProgress: ({ stage, done, total }) => {
      stages.push(`${stage} ${done} of ${total}`)
      controller.abort(new Error('enough'))
    },
  })
  await expect(cancelled).rejects.toThrow('enough')
  expect(stages).toEqual(['frames 1 of 5'])

  const found = await series.detectSeries(bytes)
  expect(found.frames.map(({ reason }) => reason)).toEqual([
    null,
    null,
    null,
    expect.stringMatching(/^movie\.npy: it shows no columns at the places of the sum’s lattice; leave such frames out/),
    null,
  ])
  expect(found.frames[3]).toMatchObject({ judged: null, detections: null })
  expect(found.events).toMatchObject([{ kind: 'appeared', defect: 'vacancy', frame: 2, framesBefore: 2, frames: 2 }])
  // What was open still is, with what was found in it.
  expect(await series.judge()).toMatchObject({ detections: sum.detections })
  expect((await series.readFrame(bytes, 2)).data).toEqual(frames[1])
})
