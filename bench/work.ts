import type { Preset } from '../src/stem/model/presets'

/** Multiply-adds of one layer, forward, for one image. */
interface LayerWork {
  name: string
  multiplyAdds: number
}

/**
 * The nominal work of the model's layers: every tap of every window counts, also those that fall on padding or on a
 * cropped edge. A transposed convolution costs what the convolution does whose reverse it is.
 */
export function layerWork({ patch, encoder, latent, seedImage, decoder }: Preset): LayerWork[] {
  const layers: LayerWork[] = []
  let side = patch
  let channels = 1
  encoder.forEach(({ channels: out, kernel, stride, padding }, i) => {
    side = Math.floor((side + 2 * padding - kernel) / stride) + 1
    layers.push({ name: `encoder conv ${i + 1}`, multiplyAdds: side ** 2 * kernel ** 2 * channels * out })
    channels = out
  })
  layers.push({ name: 'encoder linear', multiplyAdds: side ** 2 * channels * 2 * latent })
  const [height, width, seedChannels] = seedImage
  layers.push({ name: 'decoder linear', multiplyAdds: latent * height * width * seedChannels })
  side = height
  channels = seedChannels
  decoder.forEach(({ channels: out, kernel, stride, padding, outputPadding = 0 }, i) => {
    layers.push({ name: `decoder conv ${i + 1}`, multiplyAdds: side ** 2 * kernel ** 2 * channels * out })
    side = (side - 1) * stride - 2 * padding + kernel + outputPadding
    channels = out
  })
  return layers
}

/** Floating-point operations of a forward pass of one batch; the element-wise ones, under a hundredth, are left out. */
export function forwardFlops(preset: Preset): number {
  return 2 * preset.batch * layerWork(preset).reduce((sum, { multiplyAdds }) => sum + multiplyAdds, 0)
}

/** Of a training step: forward, the gradient of every weight, and that of every input but the image's. */
export function stepFlops(preset: Preset): number {
  return 3 * forwardFlops(preset) - 2 * preset.batch * layerWork(preset)[0].multiplyAdds
}
