import type * as JaxModule from '@jax-js/jax'
import { devDependencies } from '../../package.json'
import type { ConvLayer, Preset } from '../../src/stem/model/presets'
import type { Workload } from '../workload'
import { BATCHES } from '../workload'
import type { Implementation, Trainer } from './trainer'

type Jax = typeof JaxModule
type Arr = JaxModule.Array

const [BETA1, BETA2] = [0.9, 0.999]

/**
 * jax-js on its WebGPU backend, as its documentation advises: the whole step, Adam included, is one `jit`, whose arguments
 * are given up to it (an array without `.ref` is donated), so that their memory is used again.
 */
export class JaxJs implements Implementation {
  readonly name = 'jax-js'
  #opening: Promise<Jax> | undefined

  constructor(readonly cpuMs: Implementation['cpuMs']) {}

  versions(): Record<string, string> {
    // The package does not tell; ours pins it.
    return { 'jax-js': devDependencies['@jax-js/jax'] }
  }

  async create(workload: Workload): Promise<Trainer> {
    return new JaxTrainer(await (this.#opening ??= this.#open()), workload)
  }

  close(): void {
    void this.#opening?.then((jax) => jax.getWebGPUDevice().destroy())
  }

  async #open(): Promise<Jax> {
    const jax = await import('@jax-js/jax')
    const backends = await jax.init('webgpu')
    if (!backends.includes('webgpu')) throw new Error('jax-js could not open its WebGPU backend')
    jax.defaultDevice('webgpu')
    return jax
  }
}

/** What a step changes: the weights, and Adam's first and second moments of their gradients. */
type State = Record<'parameters' | 'first' | 'second', Arr[]>

type Batch = Record<'images' | 'noise', Arr>

class JaxTrainer implements Trainer {
  #state: State
  readonly #batches: Batch[]
  readonly #step
  readonly #predictor
  #done = 0
  readonly #jax: Jax
  readonly #workload: Workload

  constructor(jax: Jax, workload: Workload) {
    this.#jax = jax
    this.#workload = workload
    const { numpy: np } = jax
    const { preset, weights, images, noise } = workload
    const { batch, patch, latent } = preset
    const entries = Object.values(weights)
    this.#state = {
      parameters: entries.map(({ data, shape }) => np.array(data as Float32Array<ArrayBuffer>, { shape: [...shape] })),
      first: entries.map(({ shape }) => np.zeros([...shape])),
      second: entries.map(({ shape }) => np.zeros([...shape])),
    }
    this.#batches = Array.from({ length: BATCHES }, (_, k) => ({
      images: np.array(batchOf(images, k), { shape: [batch, 1, patch, patch] }),
      noise: np.array(batchOf(noise, k), { shape: [batch, latent] }),
    }))
    const model = vae(jax, preset)
    this.#step = jax.jit(
      ({ parameters, first, second }: State, { images, noise }: Batch, rate: Arr, correction: Arr) => {
        const [loss, gradients] = jax.valueAndGrad(model.loss)(
          parameters.map((p) => p.ref),
          images,
          noise,
        )
        const moved = gradients.map((g: Arr, i: number) => {
          const m = first[i].mul(BETA1).add(g.ref.mul(1 - BETA1))
          const v = second[i].mul(BETA2).add(np.square(g).mul(1 - BETA2))
          const move = rate.ref.mul(m.ref).div(np.sqrt(v.ref).mul(correction.ref).add(preset.epsilon))
          return { p: parameters[i].sub(move), m, v }
        })
        rate.dispose()
        correction.dispose()
        const next = {
          parameters: moved.map(({ p }) => p),
          first: moved.map(({ m }) => m),
          second: moved.map(({ v }) => v),
        }
        return { loss, state: next }
      },
    )
    this.#predictor = jax.jit((parameters: Arr[], x: Arr) => model.predict(parameters, x))
  }

  async steps(count: number): Promise<number> {
    let loss: Arr | null = null
    for (let i = 0; i < count; i++) {
      loss?.dispose()
      const { images, noise } = this.#batches[this.#done % BATCHES]
      this.#done++
      const rate = this.#workload.preset.learningRate / (1 - BETA1 ** this.#done)
      const correction = 1 / Math.sqrt(1 - BETA2 ** this.#done)
      const batch = { images: images.ref, noise: noise.ref }
      ;({ loss, state: this.#state } = this.#step(this.#state, batch, rate, correction))
    }
    return ((await loss!.data()) as Float32Array)[0]
  }

  async predict(): Promise<number> {
    const { batch, patch } = this.#workload.preset
    const x = this.#jax.numpy.array(batchOf(this.#workload.images, 0), { shape: [batch, 1, patch, patch] })
    const prediction = this.#predictor(
      this.#state.parameters.map((p) => p.ref),
      x,
    )
    const { length } = (await prediction.data()) as Float32Array
    return length
  }

  close(): Promise<void> {
    const arrays = [...Object.values(this.#state), this.#batches.flatMap((b) => [b.images, b.noise])]
    for (const array of arrays.flat()) array.dispose()
    this.#step.dispose()
    this.#predictor.dispose()
    return Promise.resolve()
  }
}

/** The model as functions of its parameters, in the order of the workload's weights; images are [batch, channels, h, w]. */
function vae(jax: Jax, { encoder, decoder, latent, seedImage, likelihood, divergence, batch }: Preset) {
  const { numpy: np, lax, nn } = jax
  const perChannel = (bias: Arr) => bias.reshape([1, -1, 1, 1])
  const linear = (x: Arr, weight: Arr, bias: Arr) => np.matmul(x, weight.transpose()).add(bias)

  const encode = (parameters: Arr[], x: Arr): [mean: Arr, logvar: Arr] => {
    let y = x
    encoder.forEach(({ stride, padding }, i) => {
      const pads: [number, number] = [padding, padding]
      y = lax.convGeneralDilated(y, parameters[2 * i], [stride, stride], [pads, pads])
      y = nn.relu(y.add(perChannel(parameters[2 * i + 1])))
    })
    const [weight, bias] = parameters.slice(2 * encoder.length)
    const stats = linear(y.reshape([batch, -1]), weight, bias)
    return [stats.ref.slice([], [0, latent]), stats.slice([], [latent, 2 * latent])]
  }

  const decode = (parameters: Arr[], z: Arr): Arr => {
    const [weight, bias, ...convolutions] = parameters.slice(2 * encoder.length + 2)
    const [height, width, channels] = seedImage
    let y = nn.relu(linear(z, weight, bias)).reshape([batch, channels, height, width])
    decoder.forEach((layer, i) => {
      const { stride, padding, outputPadding = 0 } = layer
      const pads: [number, number] = [padding, padding - outputPadding]
      y =
        i === 0
          ? subPixel(jax, y, convolutions[0], layer)
          : lax.convTranspose(y, convolutions[2 * i], [stride, stride], [pads, pads], { transposeKernel: true })
      y = y.add(perChannel(convolutions[2 * i + 1]))
      if (i < decoder.length - 1) y = nn.relu(y)
    })
    return y
  }

  const loss = (parameters: Arr[], x: Arr, noise: Arr): Arr => {
    const [mean, logvar] = encode(parameters, x.ref)
    const z = mean.ref.add(np.exp(logvar.ref.mul(0.5)).mul(noise.ref))
    const logits = decode(parameters, z.ref)
    const misfit =
      likelihood.kind === 'bernoulli'
        ? nn.softplus(logits.ref).sub(logits.mul(x))
        : np.square(nn.sigmoid(logits).sub(x)).mul(0.5 / likelihood.sigma ** 2)
    const kl =
      divergence === 'monteCarlo'
        ? np.square(z).sub(np.square(noise)).sub(logvar)
        : np.exp(logvar.ref).add(np.square(mean)).sub(1).sub(logvar)
    return misfit.sum().add(kl.sum().mul(0.5)).div(batch)
  }

  const predict = (parameters: Arr[], x: Arr): Arr => {
    const [mean] = encode(parameters, x)
    return nn.sigmoid(decode(parameters, mean))
  }

  return { loss, predict }
}

/**
 * A transposed convolution of stride 2 as the four dense convolutions that it consists of, one for each parity of row and
 * column. The decoder's first layer uses it. There jax-js 0.1.25 has a fault of its own: on WebGPU, though not on its other
 * backends, the gradient of that layer's weights comes out wrong (8 × 8 pixels are too few for its grouped reduction), and
 * the library would have to be left out. This one is faster than the library's own, which multiplies three zeros for every number.
 */
function subPixel({ numpy: np, lax }: Jax, x: Arr, weight: Arr, layer: ConvLayer): Arr {
  const { kernel, stride, padding, outputPadding = 0 } = layer
  if (stride !== 2 || kernel > 4) throw new RangeError('subPixel is written for a stride of 2 and kernels up to 4')
  const [batch, channels, height, width] = x.shape
  const [, outChannels] = weight.shape
  // Taps beyond the kernel are zeros: [in, out, 4, 4] = [in, out, tap y, parity y, tap x, parity x].
  const taps = np.pad(weight, { 2: [0, 4 - kernel], 3: [0, 4 - kernel] })
  const split = taps.reshape([channels, outChannels, 2, 2, 2, 2])
  const dense = np
    .flip(split, [2, 4])
    .transpose([1, 3, 5, 0, 2, 4])
    .reshape([4 * outChannels, channels, 2, 2])
  const [rows, columns] = [height + 1, width + 1]
  const phases = lax
    .conv(
      x,
      dense,
      [1, 1],
      [
        [1, 1],
        [1, 1],
      ],
    )
    .reshape([batch, outChannels, 2, 2, rows, columns])
  const full = phases.transpose([0, 1, 4, 2, 5, 3]).reshape([batch, outChannels, 2 * rows, 2 * columns])
  const cut = (n: number): [number, number] => [padding, padding + (n - 1) * 2 - 2 * padding + kernel + outputPadding]
  return full.slice([], [], cut(height), cut(width))
}

function batchOf(data: Float32Array<ArrayBuffer>, k: number): Float32Array<ArrayBuffer> {
  const length = data.length / BATCHES
  return data.slice(k * length, (k + 1) * length)
}
