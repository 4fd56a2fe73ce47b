import { binary, unary } from '../kernels'
import { Parameter } from './parameter'
import type { Node } from './tensor'
import { Tensor } from './tensor'

/** Makes the outputs of an operation part of the graph if any input is. */
export function track(
  inputs: readonly Tensor[],
  outputs: readonly Tensor[],
  backward: Node['backward'],
): readonly Tensor[] {
  if (!inputs.some((input) => input.requiresGrad)) return outputs
  const node: Node = { inputs, outputs, backward }
  for (const output of outputs) {
    output.requiresGrad = true
    output.node = node
  }
  return outputs
}

/** The gradients of losses with respect to themselves. */
const seeds = new WeakSet<Tensor>()

function seedOf({ engine }: Tensor): Tensor {
  const seed = new Tensor(engine, engine.constant(Float32Array.of(1)), [1])
  seeds.add(seed)
  return seed
}

/** This gradient is 1, that of the loss itself: nothing has to be multiplied by it. */
export function isSeed(gradient: Tensor): boolean {
  return seeds.has(gradient)
}

/**
 * Records the gradient of a scalar with respect to every leaf that requires one and puts it in the leaf's `grad`. Every call
 * begins anew; with `accumulate` it adds to what `Optimizer.zeroGrad` and the calls since have left.
 */
export function backward(loss: Tensor, { accumulate = false } = {}): void {
  if (loss.size !== 1) throw new RangeError(`backward() of a tensor of ${loss.size} numbers: reduce it to one first`)
  const gradients = new Map<Tensor, Tensor>([[loss, seedOf(loss)]])
  for (const node of reverseOrder(loss)) {
    const incoming = node.outputs.map((output) => gradients.get(output) ?? null)
    if (incoming.every((gradient) => gradient === null)) continue
    const target = (input: Tensor) =>
      input instanceof Parameter && !accumulate && !gradients.has(input) ? input.gradientStorage : undefined
    const outgoing = node.backward(incoming, target)
    node.inputs.forEach((input, i) => {
      const gradient = outgoing[i]
      if (gradient && input.requiresGrad) gradients.set(input, sumOf(gradients.get(input), gradient))
    })
  }
  const leaves = [...gradients].filter(([{ node, requiresGrad }]) => node === null && requiresGrad)
  if (!accumulate) for (const [leaf] of leaves) forget(leaf)
  for (const [leaf, gradient] of leaves) settle(leaf, accumulate ? sumOf(earlier(leaf), gradient) : gradient)
}

function sumOf(before: Tensor | undefined, gradient: Tensor): Tensor {
  if (!before) return gradient
  const { engine } = gradient
  const sum = new Tensor(engine, binary(engine, 'add', before.storage, gradient.storage), before.shape)
  sum.masked = before.masked && gradient.masked
  return sum
}

/** The gradients of a model's other parameters are of an earlier step: they are none of this one's. */
function forget(leaf: Tensor): void {
  if (leaf instanceof Parameter) for (const parameter of leaf.arena.parameters) parameter.grad = null
}

/** What a leaf's gradient is added to. A parameter's place in the arena holds zeros after `zeroGrad`. */
function earlier(leaf: Tensor): Tensor | undefined {
  if (!(leaf instanceof Parameter)) return leaf.grad ?? undefined
  return new Tensor(leaf.engine, leaf.gradientStorage, leaf.shape)
}

/** Puts a leaf's gradient where it belongs; a parameter's goes to its place in the arena, if it is not there yet. */
function settle(leaf: Tensor, gradient: Tensor): void {
  const place = leaf instanceof Parameter ? leaf.gradientStorage : undefined
  if (place && gradient.storage !== place) unary(leaf.engine, 'scale', gradient.storage, { into: place })
  leaf.grad = place ? new Tensor(leaf.engine, place, leaf.shape) : gradient
}

/** The operations behind `loss`, each before those that feed it. */
function reverseOrder(loss: Tensor): Node[] {
  const order: Node[] = []
  const seen = new Set<Node>()
  const visit = (node: Node | null) => {
    if (!node || seen.has(node)) return
    seen.add(node)
    for (const input of node.inputs) visit(input.node)
    order.push(node)
  }
  visit(loss.node)
  return order.reverse()
}
