import { InputError, ModelError } from '../../errors'
import type { Micrograph } from '../../io/micrograph'
import type { Lattice } from '../lattice/lattice'
import type { Rectangle } from '../patch/rectangle'
import { cropped, formatRectangle } from '../patch/rectangle'
import type { ModelFrame } from './frame'
import { ownFrame } from './frame'
import { pedestalOf, Sampler } from './sampler'
import type { TrainedOn } from './trained-on'
import { matchedFrame } from './trained-on'

/** The micrograph as a model of its own sees it. */
export function ownSampler(micrograph: Micrograph, lattice: Lattice): Sampler {
  return new Sampler(micrograph, ownFrame(micrograph, lattice), pedestalOf(micrograph))
}

/**
 * A region of the micrograph as `sampler`, its own, shows the whole: at the same scale and from the same zero level, but with
 * nothing of what lies beyond the region's edges. Throws an InputError where it lies outside the micrograph, or shows less than
 * one patch of `size` pixels.
 */
export function regionSampler(
  micrograph: Micrograph,
  lattice: Lattice,
  { pedestal }: Sampler,
  region: Rectangle,
  size: number,
): Sampler {
  const part = cropped(micrograph, region)
  const frame = ownFrame(part, lattice)
  if (hasRoom(frame, size)) return new Sampler(part, frame, pedestal)
  throw new InputError(
    'too-small',
    micrograph.name,
    `the region ${formatRectangle(region)} shows too few cells of the lattice for one patch; take one of at least ` +
      `${Math.ceil(size * frame.scale)} pixels each way`,
  )
}

/** The micrograph as a model of another one sees it; throws a ModelError that names `source` where the lattices differ. */
export function matchedSampler(micrograph: Micrograph, lattice: Lattice, model: TrainedOn, source: string): Sampler {
  const { frame, pedestal } = matchedFrame(micrograph, lattice, model, source)
  return new Sampler(micrograph, frame, pedestal)
}

/** What a model from a file has learned to see; throws a ModelError that names the file where it does not say. */
export function requireLattice(trainedOn: TrainedOn | null, source: string): TrainedOn {
  if (trainedOn) return trainedOn
  throw new ModelError(
    'model-lattice',
    source,
    'it does not say which lattice it has learned (an older file, or trained on patches), and whole micrographs are ' +
      'searched by their lattice; train a model on a micrograph',
  )
}

/** Throws an InputError where a frame shows less than one patch of `size` pixels. */
export function requireRoom({ name, width, height }: Micrograph, frame: ModelFrame, size: number): void {
  if (hasRoom(frame, size)) return
  throw new InputError(
    'too-small',
    name,
    `at ${width} × ${height} pixels it shows too few cells of its lattice for one patch; take a larger micrograph`,
  )
}

export function hasRoom({ width, height }: ModelFrame, size: number): boolean {
  return Math.min(width, height) >= size
}
