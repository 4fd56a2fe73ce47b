import source from '../../shaders/sum_rows.wgsl?raw'
import storeAtSource from '../../shaders/store_at.wgsl?raw'
import type { Axis } from './broadcast'
import type { Engine } from './engine'
import { Storage } from './storage'

/** Rows that one thread adds up before partial sums are worth their own pass. */
const CHUNK = 256

/** Column sums of x [rows, columns], always in the same order. */
export function sumRows(engine: Engine, x: Storage, columns: number, into?: Storage): Storage {
  return sumAxis(engine, x, { outer: 1, count: x.length / columns, inner: columns }, into)
}

/** The sum over an axis of x [outer, count, inner], always in the same order. */
export function sumAxis(engine: Engine, x: Storage, { outer, count, inner }: Axis, into?: Storage): Storage {
  const parts = Math.ceil(count / CHUNK)
  const out = parts === 1 && into ? into : Storage.unplaced(outer * parts * inner)
  engine.record(
    { label: 'sum rows', source, constants: { GROUPS: outer, ROWS: count, C: inner, CHUNK, PARTS: parts } },
    { 0: x, 1: out },
    outer * parts * inner,
  )
  return parts === 1 ? out : sumAxis(engine, out, { outer, count: parts, inner }, into)
}

/** history[index] = value, for a scalar. */
export function storeAt(engine: Engine, value: Storage, index: Storage, history: Storage): void {
  engine.record(
    { label: 'store at', source: storeAtSource, constants: { LENGTH: history.length } },
    { 0: value, 1: index, 2: history },
    1,
  )
}
