import unarySource from '../../shaders/unary.wgsl?raw'
import binarySource from '../../shaders/binary.wgsl?raw'
import convertSource from '../../shaders/convert.wgsl?raw'
import zeroSource from '../../shaders/zero.wgsl?raw'
import type { Engine } from './engine'
import type { Dtype } from './storage'
import { Storage } from './storage'

export type Unary = 'relu' | 'sigmoid' | 'exponential' | 'scale' | 'square' | 'root'
export type Binary = 'add' | 'subtract' | 'multiply' | 'reluGradient' | 'sigmoidGradient' | 'squareGradient'

/** What storages of such lengths are read and written by: vec4s cost a software adapter little more than numbers. */
function elementOf(...lengths: number[]): { ELEMENT: string; WIDTH: number } {
  return lengths.every((length) => length % 4 === 0) ? { ELEMENT: 'vec4f', WIDTH: 4 } : { ELEMENT: 'f32', WIDTH: 1 }
}

export function unary(
  engine: Engine,
  operation: Unary,
  x: Storage,
  { factor = 1, into }: { factor?: number; into?: Storage } = {},
): Storage {
  const out = into ?? Storage.unplaced(x.length)
  const { ELEMENT, WIDTH } = elementOf(x.length)
  const N = x.length / WIDTH
  const constants = { N, ELEMENT, FUNCTION: operation, FACTOR: { f32: factor } }
  engine.record({ label: operation, source: unarySource, constants }, { 0: x, 1: out }, N)
  return out
}

/** b is repeated along the leading axes of a. */
export function binary(engine: Engine, operation: Binary, a: Storage, b: Storage): Storage {
  const out = Storage.unplaced(a.length)
  const { ELEMENT, WIDTH } = elementOf(a.length, b.length)
  const N = a.length / WIDTH
  const constants = { N, NB: b.length / WIDTH, ELEMENT, FUNCTION: operation }
  // WebGPU binds no buffer twice where either binding may write, so a tensor meets a copy of itself.
  const other = a === b ? unary(engine, 'scale', b) : b
  engine.record({ label: operation, source: binarySource, constants }, { 0: a, 1: other, 2: out }, N)
  return out
}

/** The same numbers stored as `dtype`, in `into` if given. */
export function convert(engine: Engine, x: Storage, dtype: Dtype, into?: Storage): Storage {
  const out = into ?? Storage.unplaced(x.length, dtype)
  const constants = { N: x.length, FROM: x.dtype, TO: dtype }
  engine.record({ label: 'convert', source: convertSource, constants }, { 0: x, 1: out }, x.length)
  return out
}

/** Sets a storage of whole vec4s to 0, where it is. */
export function zero(engine: Engine, x: Storage): void {
  const N4 = x.length / 4
  engine.record({ label: 'zero', source: zeroSource, constants: { N4 } }, { 0: x }, N4)
}
