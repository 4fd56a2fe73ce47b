import philox from '../../shaders/philox.wgsl?raw'
import source from '../../shaders/dropout.wgsl?raw'
import type { Engine } from './engine'
import { Storage } from './storage'

/** x without a part `p` of its numbers, which `state` = (seed, draw) picks, the others the larger for it. */
export function dropout(engine: Engine, x: Storage, state: Storage, p: number): Storage {
  const out = Storage.unplaced(x.length)
  const constants = { N: x.length, KEPT: Math.floor((1 - p) * (2 ** 32 - 1)), GAIN: { f32: 1 / (1 - p) } }
  engine.record(
    { label: 'dropout', source: [philox, source].join('\n'), constants },
    { 0: x, 1: state, 2: out },
    x.length,
  )
  return out
}
