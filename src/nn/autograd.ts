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

/**
 * Records the gradient of a scalar with respect to every leaf that requires one and puts it in the leaf's `grad`.
 * A parameter's gradient is overwritten, not added to: every call is one whole step.
 */
export function backward(loss: Tensor): void {
  if (loss.size !== 1) throw new RangeError(`backward() of a tensor of ${loss.size} numbers: reduce it to one first`)
  const gradients = new Map<Tensor, Tensor>([
    [loss, new Tensor(loss.engine, loss.engine.constant(Float32Array.of(1)), [1])],
  ])
  for (const node of reverseOrder(loss)) {
    const incoming = node.outputs.map((output) => gradients.get(output) ?? null)
    if (incoming.every((gradient) => gradient === null)) continue
    const target = (input: Tensor) =>
      input instanceof Parameter && !gradients.has(input) ? input.gradientStorage : undefined
    const outgoing = node.backward(incoming, target)
    node.inputs.forEach((input, i) => {
      const gradient = outgoing[i]
      if (gradient && input.requiresGrad) gradients.set(input, accumulate(gradients.get(input), gradient))
    })
  }
  for (const [tensor, gradient] of gradients) {
    if (tensor.node === null && tensor.requiresGrad) settle(tensor, gradient)
  }
}

function accumulate(before: Tensor | undefined, gradient: Tensor): Tensor {
  if (!before) return gradient
  const { engine } = gradient
  // x + (x + c) hands the same gradient to x on both ways.
  const total =
    before.storage === gradient.storage
      ? unary(engine, 'scale', gradient.storage, { factor: 2 })
      : binary(engine, 'add', before.storage, gradient.storage)
  const sum = new Tensor(engine, total, before.shape)
  sum.masked = before.masked && gradient.masked
  return sum
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
