import { binary, clip, sumRows, unary } from '../kernels'
import type { Parameter } from './parameter'
import { isTrained, runsOf } from './runs'
import { Tensor } from './tensor'

/** torch.nn.utils.clip_grad_norm_: shortens the gradients of a joint norm over `maxNorm` to it. Gives the norm they had. */
export function clipGradNorm(parameters: readonly Parameter[], maxNorm: number): Tensor {
  const gradients = runsOf(parameters.filter(isTrained)).map((run) => run.of(run.arena.gradients))
  const [first] = parameters
  if (gradients.length === 0) throw new Error('no parameter has a gradient: call backward(loss) before clipGradNorm()')
  const { engine } = first
  // Between parameters the arena holds zeros, which add nothing.
  const squares = gradients.map((run) => sumRows(engine, unary(engine, 'square', run), 1))
  const norm = unary(
    engine,
    'root',
    squares.reduce((a, b) => binary(engine, 'add', a, b)),
  )
  for (const run of gradients) clip(engine, run, norm, maxNorm)
  return new Tensor(engine, norm, [1])
}
