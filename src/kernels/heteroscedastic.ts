import source from '../../shaders/heteroscedastic.wgsl?raw'
import type { Engine } from './engine'
import { total } from './reduce'
import { Storage } from './storage'

/** stats [rows, 2n] = [mean | logvar]; target and weight [rows, n]. */
interface Predicted {
  stats: Storage
  target: Storage
  weight: Storage
}

/** Numbers that one thread adds up. */
const CHUNK = 32

/** scale · Σ weight · −log N(target; mean, e^logvar), a scalar, and its gradient by `stats` where it is wanted. */
export function heteroscedastic(
  engine: Engine,
  { n, scale, gradient }: { n: number; scale: number; gradient: boolean },
  { stats, target, weight }: Predicted,
): { loss: Storage; gradient: Storage | null } {
  const parts = Math.ceil(target.length / CHUNK)
  const partial = Storage.unplaced(parts)
  const slope = gradient ? Storage.unplaced(stats.length) : null
  const constants = {
    COUNT: target.length,
    N: n,
    CHUNK,
    PARTS: parts,
    GRADIENT: gradient,
    SCALE: { f32: scale },
  }
  const bindings = { 0: stats, 1: target, 2: weight, 3: partial, 4: slope ?? undefined }
  engine.record({ label: 'heteroscedastic', source, constants }, bindings, parts)
  return { loss: total(engine, partial), gradient: slope }
}
