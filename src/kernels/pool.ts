import source from '../../shaders/pool.wgsl?raw'
import type { Extent } from './conv-geometry'
import type { Engine } from './engine'
import { Storage } from './storage'

/** Windows of `kernel` × `kernel` over images of extent `fine`, one for each pixel of `coarse`. */
export interface PoolGeometry {
  batch: number
  fine: Extent
  coarse: Extent
  kernel: number
  stride: number
  padding: number
}

/** The largest number of each window, and where in x it is. */
export function maxPool(engine: Engine, geometry: PoolGeometry, x: Storage): { y: Storage; place: Storage } {
  const y = Storage.unplaced(length(geometry, 'coarse'))
  const place = Storage.unplaced(y.length)
  record(engine, geometry, { from: x, out: y, place }, false)
  return { y, place }
}

/** The gradient of x from that of the result, and the places. */
export function maxPoolGradient(
  engine: Engine,
  geometry: PoolGeometry,
  { dy, place }: { dy: Storage; place: Storage },
): Storage {
  const dx = Storage.unplaced(length(geometry, 'fine'))
  record(engine, geometry, { from: dy, out: dx, place }, true)
  return dx
}

/** The mean of each window, with zeros for what lies outside the image. */
export function averagePool(engine: Engine, geometry: PoolGeometry, x: Storage): Storage {
  const y = Storage.unplaced(length(geometry, 'coarse'))
  record(engine, geometry, { from: x, out: y }, false)
  return y
}

/** The gradient of x from that of the means. */
export function averagePoolGradient(engine: Engine, geometry: PoolGeometry, dy: Storage): Storage {
  const dx = Storage.unplaced(length(geometry, 'fine'))
  record(engine, geometry, { from: dy, out: dx }, true)
  return dx
}

function length(geometry: PoolGeometry, of: 'fine' | 'coarse'): number {
  return geometry.batch * geometry[of].reduce((a, b) => a * b)
}

function record(
  engine: Engine,
  { batch, fine, coarse, kernel, stride, padding }: PoolGeometry,
  { from, out, place }: { from: Storage; out: Storage; place?: Storage },
  gradient: boolean,
): void {
  const constants = {
    ...{ FROM: from.length, OUT: out.length, B: batch, H: fine[0], W: fine[1], C: fine[2] },
    ...{ HO: coarse[0], WO: coarse[1], K: kernel, STRIDE: stride, PADDING: padding },
    ...{ SHARE: { f32: 1 / kernel ** 2 }, MAX: place !== undefined, GRADIENT: gradient },
  }
  const label = `${place ? 'max' : 'average'} pool${gradient ? ' gradient' : ''}`
  engine.record({ label, source, constants }, { 0: from, 1: out, 2: place }, out.length)
}
