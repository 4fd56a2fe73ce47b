import source from '../../shaders/sum_rows.wgsl?raw'
import totalSource from '../../shaders/total.wgsl?raw'
import storeAtSource from '../../shaders/store_at.wgsl?raw'
import type { Axis } from './broadcast'
import type { Engine } from './engine'
import { Storage } from './storage'

/**
 * Numbers that one thread adds up before partial sums are worth their own pass, of rows and of a whole storage, and the
 * threads of the workgroup that adds up a whole one. On a GPU, whose threads are many and whose memory is far, fewer
 * numbers and more threads.
 */
const SUMS = { software: { rows: 256, chunk: 256, threads: 64 }, gpu: { rows: 128, chunk: 16, threads: 256 } }

function sumsOf({ subgroupSize }: Engine) {
  return subgroupSize > 0 ? SUMS.software : SUMS.gpu
}

/** Numbers that a thread asks for together, which hides how far a GPU's memory is. */
export function unrollOf({ unrolls }: Engine): number {
  return unrolls ? 8 : 1
}

/** The sum of x, a scalar, always in the same order: that of `sumRows`. */
export function total(engine: Engine, x: Storage): Storage {
  const { chunk, threads } = sumsOf(engine)
  if (x.length > chunk * threads) {
    const count = x.length
    const parts = Math.ceil(count / chunk)
    const runs = Storage.unplaced(parts)
    const constants = { GROUPS: 1, ROWS: count, C: 1, CHUNK: chunk, PARTS: parts, UNROLL: unrollOf(engine) }
    engine.record({ label: 'sum rows', source, constants }, { 0: x, 1: runs }, parts)
    return total(engine, runs)
  }
  const out = Storage.unplaced(1)
  const constants = { N: x.length, M: 0, CHUNK: chunk, PAIR: false }
  engine.record({ label: 'total', source: totalSource, constants }, { 0: x, 1: out }, threads, {
    workgroup: threads,
  })
  return out
}

/** Column sums of x [rows, columns], always in the same order. */
export function sumRows(engine: Engine, x: Storage, columns: number, into?: Storage): Storage {
  return sumAxis(engine, x, { outer: 1, count: x.length / columns, inner: columns }, into)
}

/** The sum over an axis of x [outer, count, inner], always in the same order. */
export function sumAxis(engine: Engine, x: Storage, { outer, count, inner }: Axis, into?: Storage): Storage {
  const chunk = sumsOf(engine).rows
  const parts = Math.ceil(count / chunk)
  const out = parts === 1 && into ? into : Storage.unplaced(outer * parts * inner)
  engine.record(
    {
      label: 'sum rows',
      source,
      constants: { GROUPS: outer, ROWS: count, C: inner, CHUNK: chunk, PARTS: parts, UNROLL: unrollOf(engine) },
    },
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
