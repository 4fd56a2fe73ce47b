import source from '../../shaders/clip.wgsl?raw'
import type { Engine } from './engine'
import type { Storage } from './storage'

/** Shortens gradients of a joint `norm` over `limit` to that length, where they are. */
export function clip(engine: Engine, gradients: Storage, norm: Storage, limit: number): void {
  const N4 = gradients.length / 4
  engine.record({ label: 'clip', source, constants: { N4, LIMIT: { f32: limit } } }, { 0: gradients, 1: norm }, N4)
}
