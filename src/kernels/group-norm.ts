import source from '../../shaders/group_norm.wgsl?raw'
import parametersSource from '../../shaders/group_norm_parameters.wgsl?raw'
import type { Engine } from './engine'
import { sumRows } from './reduce'
import { Storage } from './storage'

/** Images [batch, pixels, channels] whose channels are normalised in groups. */
export interface GroupGeometry {
  batch: number
  pixels: number
  channels: number
  groups: number
  epsilon: number
}

interface Normalised {
  x: Storage
  /** Of each group: its mean, and the inverse of its standard deviation. */
  statistics: Storage
  scale: Storage
}

/** Threads that share a group. */
const WORKGROUP = 64

export function groupNorm(
  engine: Engine,
  geometry: GroupGeometry,
  { x, scale, shift }: { x: Storage; scale: Storage; shift: Storage },
): { y: Storage; statistics: Storage } {
  const statistics = Storage.unplaced(2 * geometry.batch * geometry.groups)
  const y = Storage.unplaced(x.length)
  record(engine, geometry, { 0: x, 1: scale, 2: statistics, 3: y, 4: shift }, false)
  return { y, statistics }
}

/** The gradient of x. */
export function groupNormGradient(
  engine: Engine,
  geometry: GroupGeometry,
  { x, statistics, scale, dy }: Normalised & { dy: Storage },
): Storage {
  const dx = Storage.unplaced(x.length)
  record(engine, geometry, { 0: x, 1: scale, 2: statistics, 3: dx, 4: dy }, true)
  return dx
}

/** The gradients of scale and shift, at their places if given. */
export function groupNormParameterGradients(
  engine: Engine,
  { batch, pixels, channels, groups }: GroupGeometry,
  { x, statistics, dy }: Omit<Normalised, 'scale'> & { dy: Storage },
  into: { scale?: Storage | undefined; shift?: Storage | undefined },
): { scale: Storage; shift: Storage } {
  const [dscale, dshift] = [Storage.unplaced(batch * channels), Storage.unplaced(batch * channels)]
  const constants = { B: batch, S: pixels, C: channels, GROUPS: groups, WIDTH: channels / groups }
  engine.record(
    { label: 'group norm parameters', source: parametersSource, constants },
    { 0: x, 1: dy, 2: statistics, 3: dscale, 4: dshift },
    batch * channels,
  )
  return {
    scale: sumRows(engine, dscale, channels, into.scale),
    shift: sumRows(engine, dshift, channels, into.shift),
  }
}

function record(
  engine: Engine,
  { batch, pixels, channels, groups, epsilon }: GroupGeometry,
  bindings: Record<number, Storage>,
  gradient: boolean,
): void {
  const constants = {
    ...{ N: batch * pixels * channels, B: batch, S: pixels, C: channels },
    ...{ GROUPS: groups, WIDTH: channels / groups, EPSILON: { f32: epsilon }, GRADIENT: gradient },
  }
  const label = `group norm${gradient ? ' gradient' : ''}`
  engine.record({ label, source, constants }, bindings, batch * groups * WORKGROUP, { workgroup: WORKGROUP })
}
