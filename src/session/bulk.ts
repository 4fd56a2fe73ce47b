import { InputError } from '../errors'
import { requireUsable } from '../io/check'
import type { Input } from '../io/micrograph'
import type { LongCall } from '../progress'
import type { Lattice } from '../stem/lattice/lattice'
import { examine } from '../stem/micrograph/examine'
import { periodicPatches } from '../stem/micrograph/periodic-patches'
import type { TrainedOn } from '../stem/micrograph/trained-on'
import type { SquarePixels } from '../stem/micrograph/square-pixels'
import type { View } from '../stem/micrograph/view'
import { hasRoom, learnedFrom, matchedView, ownView, requireRoom } from '../stem/micrograph/view'
import type { Bulk } from '../stem/model-file/bulk-model'
import { presetNamed } from '../stem/model/presets'
import type { BulkPatches } from '../stem/patch/bulk-patches'
import { holdOut } from '../stem/patch/holdout'
import { micrographPatches } from '../stem/patch/micrograph-patches'
import { joinPatches } from '../stem/patch/patches'
import { usablePatches } from '../stem/patch/usable-patches'
import type { DetectRequest } from './request'

/** What a model of a periodic micrograph learns from, by which it will be searched. Throws an InputError where it shows too little. */
export function bulkOf(square: SquarePixels, lattice: Lattice, request: DetectRequest): Bulk {
  const { patch: size } = presetNamed(request.preset)
  const view = ownView(square.micrograph, lattice)
  requireRoom(view, size)
  return { patches: cropsOf(square, view, size, request), trainedOn: learnedFrom(view) }
}

/** Crops of what a view shows in a region of the micrograph's own pixels. */
function cropsOf(square: SquarePixels, view: View, size: number, { seed, region }: DetectRequest): BulkPatches {
  const patches = periodicPatches(view, { size, seed, region: region && square.region(region) })
  return { ...patches, region }
}

/**
 * What a model learns from a file that is given for training alone. Crops of a periodic micrograph show its lattice at the scale
 * that the model is made for, laid on that of the files before (`learned`); others the pixels as they are.
 */
export async function bulkOfInput(
  input: Input,
  request: DetectRequest,
  learned: TrainedOn | null,
  call: LongCall,
): Promise<Bulk> {
  const { preset, seed, region, contrast } = request
  const { patch: size } = presetNamed(preset)
  if (input.kind === 'stack') {
    const { stack } = input
    if (region) throw new InputError('stack-region', stack.name, 'a stack of patches has no region; leave --region out')
    return { patches: holdOut(stack.name, usablePatches(stack, size)), trainedOn: null }
  }
  requireUsable(input.micrograph, size)
  const { square, found: lattice } = await examine(input.micrograph, { contrast, ...call })
  const micrograph = square.own
  if (lattice.verdict === 'periodic') {
    const view = learned
      ? matchedView(square.micrograph, lattice, learned, micrograph.name)
      : ownView(square.micrograph, lattice)
    if (hasRoom(view.sampler.frame, size)) {
      return { patches: cropsOf(square, view, size, request), trainedOn: learned ?? learnedFrom(view) }
    }
  }
  return { patches: micrographPatches(micrograph, size, seed, region), trainedOn: null }
}

/** Bulk of several files as one. */
export function joined(parts: readonly Bulk[]): Bulk {
  const patches = parts.map((part) => part.patches)
  return {
    patches: {
      source: patches.map(({ source }) => source).join(', '),
      training: joinPatches(patches.map(({ training }) => training)),
      calibration: joinPatches(patches.map(({ calibration }) => calibration)),
      region: patches.length === 1 ? patches[0].region : null,
      contaminated: patches.some(({ contaminated }) => contaminated),
    },
    // Pixels that do not show the same lattice at the same scale would make it untrue.
    trainedOn: parts.every(({ trainedOn }) => trainedOn) ? parts[0].trainedOn : null,
  }
}
