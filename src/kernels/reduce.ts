import source from '../../shaders/sum_rows.wgsl?raw'
import storeAtSource from '../../shaders/store_at.wgsl?raw'
import type { Engine } from './engine'
import { Storage } from './storage'

/** Rows that one thread adds up before partial sums are worth their own pass. */
const CHUNK = 256

/** Column sums of x [rows, columns], always in the same order. */
export function sumRows(engine: Engine, x: Storage, columns: number, into?: Storage): Storage {
  const rows = x.length / columns
  const parts = Math.ceil(rows / CHUNK)
  const out = parts === 1 && into ? into : Storage.unplaced(parts * columns)
  engine.record(
    { label: 'sum rows', source, constants: { ROWS: rows, C: columns, CHUNK, PARTS: parts } },
    { 0: x, 1: out },
    parts * columns,
  )
  return parts === 1 ? out : sumRows(engine, out, columns, into)
}

/** history[index] = value, for a scalar. */
export function storeAt(engine: Engine, value: Storage, index: Storage, history: Storage): void {
  engine.record(
    { label: 'store at', source: storeAtSource, constants: { LENGTH: history.length } },
    { 0: value, 1: index, 2: history },
    1,
  )
}
