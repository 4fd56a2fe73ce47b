import source from '../../shaders/broadcast.wgsl?raw'
import type { Engine } from './engine'
import { Storage } from './storage'

/** One axis of a tensor, and the numbers of all axes before and behind it. */
export interface Axis {
  outer: number
  count: number
  inner: number
}

/** x [outer, inner] repeated along an axis between the two, [outer, count, inner]; `sumAxis` is the gradient. */
export function broadcastAxis(engine: Engine, x: Storage, { outer, count, inner }: Axis): Storage {
  const out = Storage.unplaced(outer * count * inner)
  const constants = { OUTER: outer, COUNT: count, INNER: inner }
  engine.record({ label: 'broadcast', source, constants }, { 0: x, 1: out }, out.length)
  return out
}
