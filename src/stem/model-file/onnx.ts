import type { StateDict } from '../../nn'
import { version } from '../../version'
import type { ConvLayer, Preset } from '../model/presets'
import type { Vae } from '../model/vae'
import type { Message } from './protobuf'
import { encodeMessage } from './protobuf'

/** Field numbers and codes are those of onnx.proto3; the weights lie in the file, in PyTorch's layouts, which are ONNX's. */
const IR_VERSION = 8
const OPSET = 17
const FLOAT = 1
const INT64 = 7

/** The parts of a VAE, each a model of its own. Images are [N, 1, patch, patch], latent numbers [N, latent]. */
export interface OnnxModels {
  /** patch → mean, logvar of the latent numbers. */
  encoder: Uint8Array<ArrayBuffer>
  /** latent → prediction, 0–1. */
  decoder: Uint8Array<ArrayBuffer>
  /** patch → prediction at the posterior mean, 0–1. */
  predictor: Uint8Array<ArrayBuffer>
}

export async function encodeOnnx(vae: Vae): Promise<OnnxModels> {
  const { preset } = vae
  const state = await vae.stateDict()
  const image = [1, preset.patch, preset.patch]
  const latent = [preset.latent]
  const whole = new Graph()
  decode(whole, state, preset, encode(whole, state, preset).mean)
  const [front, back] = [new Graph(), new Graph()]
  encode(front, state, preset)
  decode(back, state, preset, 'latent')
  return {
    encoder: front.model('encoder', { patch: image }, { mean: latent, logvar: latent }),
    decoder: back.model('decoder', { latent }, { prediction: image }),
    predictor: whole.model('predictor', { patch: image }, { prediction: image }),
  }
}

function encode(graph: Graph, state: StateDict, { encoder, latent }: Preset): { mean: string } {
  let x = 'patch'
  encoder.forEach((layer, i) => {
    x = graph.weighted('Conv', x, { state, layer: `encoder.${2 * i}` }, window(layer, 0))
    x = graph.node('Relu', [x])
  })
  x = graph.node('Flatten', [x], { axis: 1 })
  x = graph.weighted('Gemm', x, { state, layer: `encoder.${2 * encoder.length + 1}` }, { transB: 1 })
  graph.split(x, [latent, latent], ['mean', 'logvar'])
  return { mean: 'mean' }
}

function decode(graph: Graph, state: StateDict, { decoder, seedImage: [h, w, c] }: Preset, latent: string): void {
  let x = graph.weighted('Gemm', latent, { state, layer: 'decoder.0' }, { transB: 1 })
  x = graph.node('Relu', [x])
  x = graph.node('Reshape', [x, graph.integers([-1, c, h, w])])
  decoder.forEach((layer, i) => {
    x = graph.weighted(
      'ConvTranspose',
      x,
      { state, layer: `decoder.${3 + 2 * i}` },
      window(layer, layer.outputPadding ?? 0),
    )
    if (i < decoder.length - 1) x = graph.node('Relu', [x])
  })
  graph.node('Sigmoid', [x], {}, ['prediction'])
}

/** ONNX pads each edge on its own: rows that a transposed convolution loses at its far edge are padding there. */
function window({ kernel, stride, padding }: ConvLayer, outputPadding: number): Attributes {
  const far = padding - Math.min(outputPadding, 0)
  return {
    kernel_shape: [kernel, kernel],
    strides: [stride, stride],
    pads: [padding, padding, far, far],
    ...(outputPadding > 0 && { output_padding: [outputPadding, outputPadding] }),
  }
}

type Attributes = Readonly<Record<string, number | readonly number[]>>
type Shapes = Readonly<Record<string, readonly number[]>>

/** Nodes and the constants that they take, in the order in which they are added. */
class Graph {
  readonly #nodes: Message[] = []
  readonly #constants: Message[] = []

  /** Adds an operation and gives the name of its first result. */
  node(type: string, inputs: readonly string[], attributes: Attributes = {}, outputs?: readonly string[]): string {
    const results = outputs ?? [`${type.toLowerCase()}_${this.#nodes.length}`]
    const described = Object.entries(attributes).map(([name, value]) =>
      typeof value === 'number' ? { 1: name, 3: value, 20: 2 } : { 1: name, 8: value, 20: 7 },
    )
    this.#nodes.push({ 1: inputs, 2: results, 4: type, 5: described })
    return results[0]
  }

  /** Adds a layer with its weight and bias, under their names in the model file. */
  weighted(
    type: string,
    x: string,
    { state, layer }: { state: StateDict; layer: string },
    attributes: Attributes,
  ): string {
    const parameters = ['weight', 'bias'].map((kind) => `${layer}.${kind}`)
    for (const name of parameters) {
      const { shape, data } = state[name]
      this.#constants.push({ 1: shape, 2: FLOAT, 8: name, 9: littleEndian(data) })
    }
    return this.node(type, [x, ...parameters], attributes)
  }

  split(x: string, sizes: readonly number[], outputs: readonly string[]): void {
    this.node('Split', [x, this.integers(sizes)], { axis: 1 }, outputs)
  }

  integers(values: readonly number[]): string {
    const name = `integers_${this.#constants.length}`
    this.#constants.push({ 1: [values.length], 2: INT64, 7: values, 8: name })
    return name
  }

  /** The graph as a model; the first axis of all that goes in and out is free. */
  model(name: string, inputs: Shapes, outputs: Shapes): Uint8Array<ArrayBuffer> {
    const valuesOf = (shapes: Shapes) =>
      Object.entries(shapes).map(([value, shape]) => {
        const axes = [{ 2: 'N' }, ...shape.map((n) => ({ 1: n }))]
        return { 1: value, 2: { 1: { 1: FLOAT, 2: { 1: axes } } } }
      })
    const graph = { 1: this.#nodes, 2: name, 5: this.#constants, 11: valuesOf(inputs), 12: valuesOf(outputs) }
    return encodeMessage({ 1: IR_VERSION, 2: 'lacuna', 3: version, 7: graph, 8: { 1: '', 2: OPSET } })
  }
}

function littleEndian(values: Float32Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * values.length))
  values.forEach((value, i) => view.setFloat32(4 * i, value, true))
  return new Uint8Array(view.buffer)
}
