// A small U-Net that learns to take the noise out of micrographs, from pairs that Lacuna's generator makes: the same specimen
// with few electrons and with many. Used in Node (denoise.mjs) and in a page (main.ts) alike.
import { simulateMicrograph } from 'lacuna'
import { Adam, backward, compile, Conv2d, CosineAnnealingLR, DataLoader } from 'lacuna/nn'
import { GroupNorm, manualSeed, MaxPool2d, Module, Random, ReLU, Sequential, Tensor, Upsample } from 'lacuna/nn'
import * as F from 'lacuna/nn/functional'

export const SIDE = 32
const BATCH = 16
const CROPS = 512

/** @type {(ins: number, outs: number) => Sequential} */
const block = (ins, outs) =>
  new Sequential(
    new Conv2d(ins, outs, 3, { padding: 1, bias: false }),
    new GroupNorm(4, outs),
    new ReLU(),
    new Conv2d(outs, outs, 3, { padding: 1 }),
    new ReLU(),
  )

/** Two levels: each halves the image, and hands what it saw to the way back up. */
class UNet extends Module {
  top = this.adopt('top', block(1, 8))
  middle = this.adopt('middle', block(8, 16))
  bottom = this.adopt('bottom', block(16, 16))
  up = this.adopt('up', block(32, 8))
  out = this.adopt('out', block(16, 8))
  last = this.adopt('last', new Conv2d(8, 1, 3, { padding: 1 }))
  pool = new MaxPool2d(2)
  enlarge = new Upsample({ scaleFactor: 2, mode: 'bilinear' })

  /** @param {Tensor} x noisy [B, H, W, 1] */
  forward(x) {
    const top = this.top.forward(x)
    const middle = this.middle.forward(this.pool.forward(top))
    const bottom = this.bottom.forward(this.pool.forward(middle))
    const up = this.up.forward(F.cat([this.enlarge.forward(bottom), middle], -1))
    const out = this.out.forward(F.cat([this.enlarge.forward(up), top], -1))
    return F.add(x, this.last.forward(out))
  }
}

/**
 * Crops [count, SIDE, SIDE, 1] of one simulated specimen, 0–1: as a short scan shows them, and without noise.
 * @param {number} seed
 * @param {number} count
 */
function crops(seed, count) {
  const size = 256
  const specimen = { seed, width: size, height: size }
  const pictures = [
    simulateMicrograph({ ...specimen, dose: 20 }).micrograph.data,
    simulateMicrograph({ ...specimen, dose: 1e6, readNoise: 0 }).micrograph.data,
  ]
  const random = new Random(seed)
  const corners = Array.from({ length: count }, () => random.integer(size - SIDE) * size + random.integer(size - SIDE))
  const [noisy, clean] = pictures.map((picture) => {
    const data = new Float32Array(count * SIDE * SIDE)
    corners.forEach((corner, n) => {
      for (let y = 0; y < SIDE; y++)
        for (let x = 0; x < SIDE; x++) data[(n * SIDE + y) * SIDE + x] = picture[corner + y * size + x] / 255
    })
    return { data, shape: [count, SIDE, SIDE, 1] }
  })
  return { noisy, clean }
}

/** @type {(a: Float32Array, b: Float32Array) => number} peak signal-to-noise ratio, dB */
const psnr = (a, b) => -10 * Math.log10(a.reduce((sum, value, i) => sum + (value - b[i]) ** 2, 0) / a.length)

/**
 * Trains on one specimen and denoises crops of another.
 * @param {import('lacuna/nn').Engine} engine
 * @param {{ epochs?: number, onProgress?: (epochs: number, loss: number) => void }} [options]
 */
export async function learnToDenoise(engine, { epochs = 8, onProgress } = {}) {
  manualSeed(1)
  const model = new UNet().to(engine)
  const { noisy, clean } = crops(1, CROPS)
  const loader = new DataLoader(engine, [noisy, clean], { batchSize: BATCH, seed: 1 })
  const optimiser = new Adam(model.parameters(), { lr: 3e-3 })
  const schedule = new CosineAnnealingLR(optimiser, epochs)
  const step = await compile(engine, () => {
    const [x, y] = loader.batch()
    const loss = F.mseLoss(model.forward(x), y)
    backward(loss)
    optimiser.step()
    return { loss }
  })
  for (let epoch = 1; epoch <= epochs; epoch++) {
    for (const i of loader.epoch()) {
      step.run()
      // Now and then a page has to paint.
      if (i % 8 === 7) onProgress?.(epoch - 1 + (i + 1) / loader.length, (await step.read('loss'))[0])
    }
    schedule.step()
  }

  const unseen = crops(2, BATCH)
  const denoised = await model.forward(Tensor.from(engine, unseen.noisy.data, unseen.noisy.shape)).data()
  step.free()
  optimiser.release()
  loader.release()
  model.release()
  return {
    parameters: model.parameterCount(),
    before: psnr(unseen.noisy.data, unseen.clean.data),
    after: psnr(denoised, unseen.clean.data),
    pictures: { noisy: unseen.noisy.data, denoised, clean: unseen.clean.data },
  }
}
