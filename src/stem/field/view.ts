import type { Micrograph } from '../../io/micrograph'
import type { Lattice } from '../lattice/lattice'
import { ownFrame } from './frame'
import { pedestalOf, Sampler } from './sampler'
import type { TrainedOn } from './trained-on'
import { matchedFrame } from './trained-on'

/** The micrograph as a model of its own sees it. */
export function ownSampler(micrograph: Micrograph, lattice: Lattice): Sampler {
  return new Sampler(micrograph, ownFrame(micrograph, lattice), pedestalOf(micrograph))
}

/** The micrograph as a model of another one sees it; throws a ModelError that names `source` where the lattices differ. */
export function matchedSampler(micrograph: Micrograph, lattice: Lattice, model: TrainedOn, source: string): Sampler {
  const { frame, pedestal } = matchedFrame(micrograph, lattice, model, source)
  return new Sampler(micrograph, frame, pedestal)
}
