import source from '../../shaders/cross_entropy.wgsl?raw'
import type { Engine } from './engine'
import { total } from './reduce'
import { Storage } from './storage'

/** Logits [rows, classes], and the class of each row. */
interface Rows {
  logits: Storage
  target: Storage
}

/** scale · Σ −log softmax(logits)[target], a scalar. */
export function crossEntropy(engine: Engine, { logits, target }: Rows, scale: number): Storage {
  const losses = Storage.unplaced(target.length)
  const constants = { ...shared({ logits, target }, scale), GRADIENT: false, OUT: target.length }
  engine.record({ label: 'cross-entropy', source, constants }, { 0: logits, 1: target, 2: losses }, target.length)
  return total(engine, losses)
}

/** scale · upstream · d(cross-entropy) / d logits. */
export function crossEntropyGradient(
  engine: Engine,
  { logits, target, upstream }: Rows & { upstream: Storage },
  scale: number,
): Storage {
  const out = Storage.unplaced(logits.length)
  const constants = { ...shared({ logits, target }, scale), GRADIENT: true, OUT: logits.length }
  engine.record(
    { label: 'cross-entropy gradient', source, constants },
    { 0: logits, 1: target, 2: out, 3: upstream },
    target.length,
  )
  return out
}

function shared({ logits, target }: Rows, scale: number) {
  return { ROWS: target.length, C: logits.length / target.length, SCALE: { f32: scale } }
}
