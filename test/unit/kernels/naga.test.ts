import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import {
  cropSpectrum,
  gaussianBlur,
  heatMap,
  nearMaximum,
  normalise,
  pickPixels,
  Planes,
  prismPlaces,
  prismRows,
  prismSeen,
  storeAt,
  structureSum,
} from '../../../src/kernels'
import type { Call } from '../../../src/kernels/call'
import type { Kernel } from '../../../src/kernels/pipelines'
import { readsOf } from '../../../src/kernels/operands'
import { specialise } from '../../../src/kernels/specialise'
import type { Engine } from '../../../src/nn'
import { Adam, backward, clipGradNorm, Conv2d, ConvTranspose2d, DataLoader, Dropout, Flatten } from '../../../src/nn'
import { functional as F, GroupNorm, Linear, Noise, ReLU, Sequential, SGD, Sigmoid, Tensor } from '../../../src/nn'
import { PRESETS } from '../../../src/stem/model/presets'
import { Vae } from '../../../src/stem/model/vae'
import { stubEngine } from '../../support/engine-stub'

/**
 * Firefox, Deno and wgpu read WGSL through naga, another compiler than Chrome's. It knows no subgroups as browsers have
 * them, and adapters behind it offer none; so all other kernels have to pass it.
 */
const hasNaga = spawnSync('naga', ['--version']).status === 0

const sources = import.meta.glob<string>('../../../shaders/*.wgsl', { query: '?raw', import: 'default', eager: true })

/** For software adapters with subgroups, which naga does not offer; times an adapter's reads before there is a network. */
const LEFT = /\/(conv|conv_run|conv_to_one|conv_weight_subgroup|fft_lanes|read_speed)\.wgsl/

/** Calls of everything that the engine can do, as GPUs get them. */
async function everything(): Promise<Call[]> {
  const engine = stubEngine(0, ['shader-f16'])
  const recorded: Call[] = []
  for (const build of [
    ...Object.values(PRESETS).map(trainsVae),
    predictsInHalves,
    trainsLayers,
    worksOnImages,
    scatters,
  ]) {
    const { recording } = engine.capture(() => build(engine))
    recorded.push(...(await engine.prepare(recording, [])))
  }
  return recorded
}

const image = (engine: Engine, ...shape: number[]) =>
  Tensor.from(engine, new Float32Array(shape.reduce((a, b) => a * b)), shape)

function trainsVae(preset: Vae['preset']) {
  return (engine: Engine) => {
    const vae = new Vae(preset, 1).to(engine)
    const optimiser = new Adam(vae.parameters(), { lr: 1e-3 })
    const side = preset.patch
    const images = { data: new Float32Array(2 * side * side), shape: [2, side, side, 1] }
    const [x] = new DataLoader(engine, [images], { batchSize: preset.batch }).batch()
    const loss = vae.loss(x, new Noise(engine, 1).normal([preset.batch, preset.latent]))
    backward(loss)
    optimiser.step()
    storeAt(engine, loss.storage, engine.upload(new Uint32Array(1)), engine.allocate(1))
  }
}

function predictsInHalves(engine: Engine): void {
  const vae = new Vae(PRESETS.fast, 1).to(engine, 'f16')
  const { patch, latent } = PRESETS.fast
  vae.forward(image(engine, 2, patch, patch, 1), image(engine, 2, latent))
}

function trainsLayers(engine: Engine): void {
  const network = new Sequential(
    new Conv2d(3, 5, 3, { padding: 1 }),
    new Sigmoid(),
    new ConvTranspose2d(5, 3, 3, { padding: 1 }),
    new ReLU(),
    new Conv2d(3, 8, 3, { padding: 1, bias: false }),
    new GroupNorm(2, 8),
    new Dropout(0.5),
  ).to(engine)
  const head = new Sequential(new Flatten(), new Linear(6 * 6 * 16, 10)).to(engine)
  const h = network.forward(image(engine, 2, 6, 6, 3))
  const small = F.add(F.maxPool2d(h, 2), F.avgPool2d(h, 2))
  const large = F.cat(
    [F.upsample(small, { scaleFactor: 2, mode: 'bilinear' }), F.upsample(small, { scaleFactor: 2 })],
    -1,
  )
  const logits = F.add(head.forward(large), image(engine, 1, 10))
  const classes = F.crossEntropy(logits, image(engine, 2))
  const uncertain = F.heteroscedasticLoss(logits, image(engine, 2, 5), image(engine, 2, 5))
  const loss = F.add(
    F.add(classes, uncertain),
    F.add(F.mseLoss(logits, image(engine, 2, 10)), F.bceWithLogits(h, image(engine, 2, 6, 6, 8))),
  )
  const sgd = new SGD(network.parameters(), { lr: 0.1, momentum: 0.9 })
  sgd.zeroGrad()
  backward(loss, { accumulate: true })
  clipGradNorm(network.parameters(), 1)
  sgd.step()
}

function worksOnImages(engine: Engine): void {
  const shape = [2, 8, 8] as const
  const x = engine.allocate(128)
  const blurred = gaussianBlur(engine, x, shape, { sigma: 1 })
  nearMaximum(engine, heatMap(engine, x, normalise(engine, blurred, shape), 0.1), shape, 1)
}

function scatters(engine: Engine): void {
  for (const side of [16, 32, 64]) {
    const planes = new Planes(engine, { width: side, height: side })
    const [waves, factor] = [engine.allocate(2 * planes.length), engine.allocate(planes.length)]
    const atoms = {
      columns: engine.allocate(6 * side),
      rows: engine.allocate(6 * side),
      ends: engine.allocate(2),
      factors: engine.allocate(planes.length),
    }
    structureSum(engine, factor, planes.plane, atoms)
    planes.pass(factor, { axis: 'rows', direction: 'inverse', middle: 'phase' })
    const x = engine.allocate(4 * planes.length)
    cropSpectrum(
      engine,
      { x, fine: { width: 2 * side, height: 2 * side } },
      { out: factor, coarse: planes.plane, mask: factor },
    )
    planes.probes(waves, factor, engine.allocate(4))
    planes.pass(waves, { axis: 'columns', direction: 'forward', middle: factor })
    planes.pass(waves, { axis: 'rows', direction: 'forward', last: false })
    planes.detect(waves, engine.allocate(planes.length / 2))
  }
  sumsPlaneWaves(engine)
}

/** Two plane waves, of which four probes are made in windows, and others that are looked at. */
function sumsPlaneWaves(engine: Engine): void {
  const plane = { width: 32, height: 32 }
  const planes = new Planes(engine, plane)
  const [waves, picked] = [engine.allocate(2 * planes.length), engine.allocate(2 * planes.length)]
  planes.planeWaves(waves, [
    [0, -1],
    [2, 3],
  ])
  pickPixels(engine, picked, waves, engine.allocate(planes.length / 2))
  const [sums, coefficients] = [engine.allocate(2 * 2 * planes.length), engine.allocate(16)]
  const runs = [{ first: 0, end: 2, column: 0, isMore: false }]
  prismRows(engine, sums, { waves: picked, plane, coefficients, rows: 2, lines: 32, from: 0, runs })
  const slots = { sums, rows: 2, coefficients, shared: 4 }
  const window = { width: 16, height: 16 }
  const places = [0, 1, 2, 3].map((column) => [0, column] as const)
  prismPlaces(engine, { ...slots, width: 32, lines: 32, places, window })
  prismSeen(engine, { ...slots, places: [0, 0, 0, 0], detectors: engine.allocate(planes.length / 2) })
}

function variantsOf({ kernel, alternatives }: Call): Kernel[] {
  return [kernel, ...alternatives.map((variant) => variant.kernel)]
}

/** Every shader of a call: of each variant, from buffers and from textures. */
function shadersOf(call: Call): string[] {
  return variantsOf(call).flatMap(({ source, constants }) => {
    const reads = readsOf(source, constants)
    const accesses = (textures: boolean) => {
      const accessOf = (binding: number) => ({ isTexture: textures && reads.get(binding)?.isWide === true, start: 64 })
      return new Map([...call.bindings.keys()].map((binding) => [binding, accessOf(binding)]))
    }
    return [false, true].map((textures) => specialise(source, constants, accesses(textures)))
  })
}

it('every kernel is one that naga compiles, too', { timeout: 60_000 }, async (context) => {
  if (!hasNaga) context.skip('naga is not installed: cargo install naga-cli')
  const calls = await everything()
  const kernels = calls.flatMap(variantsOf)
  const missed = Object.entries(sources).filter(([, text]) => !kernels.some(({ source }) => source.includes(text)))
  expect(missed.map(([path]) => path).filter((path) => !LEFT.test(path))).toEqual([])
  const folder = mkdtempSync(join(tmpdir(), 'lacuna-naga-'))
  try {
    const shaders = [...new Set(calls.flatMap(shadersOf))]
    const paths = shaders.map((text, k) => {
      const path = join(folder, `${k}.wgsl`)
      writeFileSync(path, text)
      return path
    })
    const { status, stderr } = spawnSync('naga', ['--bulk-validate', ...paths], { encoding: 'utf8' })
    expect(status, stderr).toBe(0)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
