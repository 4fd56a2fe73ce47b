import source from '../../shaders/slice.wgsl?raw'
import type { Engine } from './engine'
import { Storage } from './storage'

/** Columns [offset, offset + part) of rows of `whole` numbers. */
export interface Slice {
  rows: number
  whole: number
  part: number
  offset: number
}

/** Those columns of x [rows, whole]. */
export function takeSlice(engine: Engine, x: Storage, slice: Slice): Storage {
  const part = Storage.unplaced(slice.rows * slice.part)
  record(engine, { part, whole: x }, slice, false)
  return part
}

/** Puts x [rows, part] into those columns of `whole`. */
export function putSlice(engine: Engine, x: Storage, slice: Slice, whole: Storage): void {
  record(engine, { part: x, whole }, slice, true)
}

function record(engine: Engine, bound: Record<'part' | 'whole', Storage>, slice: Slice, into: boolean): void {
  const constants = { ROWS: slice.rows, WHOLE: slice.whole, PART: slice.part, OFFSET: slice.offset, INTO: into }
  engine.record({ label: 'slice', source, constants }, { 0: bound.part, 1: bound.whole }, slice.rows * slice.part)
}
