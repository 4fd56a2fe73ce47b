import source from '../../shaders/upsample.wgsl?raw'
import type { Extent } from './conv-geometry'
import type { Engine } from './engine'
import { Storage } from './storage'

export type UpsampleMode = 'nearest' | 'bilinear'

/** Images of extent `coarse` made `factor` times as large. */
export interface UpsampleGeometry {
  coarse: Extent
  factor: number
  mode: UpsampleMode
}

export function upsample(engine: Engine, geometry: UpsampleGeometry, x: Storage): Storage {
  const out = Storage.unplaced(x.length * geometry.factor ** 2)
  record(engine, geometry, { from: x, out }, false)
  return out
}

export function upsampleGradient(engine: Engine, geometry: UpsampleGeometry, dy: Storage): Storage {
  const out = Storage.unplaced(dy.length / geometry.factor ** 2)
  record(engine, geometry, { from: dy, out }, true)
  return out
}

function record(
  engine: Engine,
  { coarse: [h, w, c], factor, mode }: UpsampleGeometry,
  { from, out }: { from: Storage; out: Storage },
  gradient: boolean,
): void {
  const constants = {
    ...{ FROM: from.length, OUT: out.length, H: h, W: w, C: c },
    ...{ FACTOR: factor, FUNCTION: mode, GRADIENT: gradient },
  }
  engine.record({ label: `upsample ${mode}`, source, constants }, { 0: from, 1: out }, out.length)
}
