import { InputError, ModelError } from '../../errors'
import type { Micrograph } from '../../io/micrograph'
import type { Lattice } from '../lattice/lattice'
import type { Rectangle } from '../math/rectangle'
import { cropped, formatRectangle } from '../math/rectangle'
import type { ModelFrame } from './frame'
import { ownFrame } from './frame'
import { pedestalOf, Sampler } from './sampler'
import type { TrainedOn } from './trained-on'
import { isSame, matchedFrame, trainedOn } from './trained-on'

/** A periodic micrograph as a model sees it. */
export interface View {
  micrograph: Micrograph
  lattice: Lattice
  sampler: Sampler
}

/** The micrograph as a model of its own sees it. */
export function ownView(micrograph: Micrograph, lattice: Lattice): View {
  const sampler = new Sampler(micrograph, ownFrame(micrograph, lattice), pedestalOf(micrograph))
  return { micrograph, lattice, sampler }
}

/** What a model that learns this view will say it has learned. */
export function learnedFrom({ lattice, sampler: { frame, pedestal } }: View): TrainedOn {
  return trainedOn(lattice, frame, pedestal)
}

/**
 * A region of the micrograph as its own view shows the whole: at the same scale and from the same zero level, but with
 * nothing of what lies beyond the region's edges. Throws an InputError where it lies outside the micrograph, or shows less than
 * one patch of `size` pixels.
 */
export function regionOfView({ micrograph, lattice, sampler }: View, region: Rectangle, size: number): Sampler {
  const part = cropped(micrograph, region)
  const frame = ownFrame(part, lattice)
  if (hasRoom(frame, size)) return new Sampler(part, frame, sampler.pedestal)
  throw new InputError(
    'too-small',
    micrograph.name,
    `the region ${formatRectangle(region)} shows too few cells of the lattice for one patch; take one of at least ` +
      `${Math.ceil(size * frame.scale)} pixels each way`,
  )
}

/**
 * The micrograph as a model of another one sees it; throws a ModelError that names `source` where the lattices differ. The very
 * micrograph that the model was trained on is seen as in training: laid on itself it would be interpolated for nothing, and a
 * saved model would not detect to the last bit as it did before it was saved.
 */
export function matchedView(micrograph: Micrograph, lattice: Lattice, model: TrainedOn, source: string): View {
  const own = ownView(micrograph, lattice)
  if (isSame(learnedFrom(own), model)) return own
  const { frame, pedestal } = matchedFrame(micrograph, lattice, model, source)
  return { micrograph, lattice, sampler: new Sampler(micrograph, frame, pedestal) }
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

/** Throws an InputError where a view shows less than one patch of `size` pixels. */
export function requireRoom({ micrograph: { name, width, height }, sampler }: View, size: number): void {
  if (hasRoom(sampler.frame, size)) return
  throw new InputError(
    'too-small',
    name,
    `at ${width} × ${height} pixels it shows too few cells of its lattice for one patch; take a larger micrograph`,
  )
}

export function hasRoom({ width, height }: ModelFrame, size: number): boolean {
  return Math.min(width, height) >= size
}
