import { InputError } from '../errors'
import { requireUsable } from '../io/check'
import type { Input, Micrograph } from '../io/micrograph'
import type { LongCall } from '../progress'
import { examine } from '../stem/lattice/examine'
import type { Lattice } from '../stem/lattice/lattice'
import { periodicPatches } from '../stem/micrograph/periodic-patches'
import type { TrainedOn } from '../stem/micrograph/trained-on'
import { hasRoom, learnedFrom, matchedView, ownView, requireRoom } from '../stem/micrograph/view'
import type { Bulk } from '../stem/model-file/bulk-model'
import { presetNamed } from '../stem/model/presets'
import { holdOut } from '../stem/patch/holdout'
import { micrographPatches } from '../stem/patch/micrograph-patches'
import { joinPatches } from '../stem/patch/patches'
import { usablePatches } from '../stem/patch/usable-patches'
import type { DetectRequest } from './request'

/** What a model of a periodic micrograph learns from, by which it will be searched. Throws an InputError where it shows too little. */
export function bulkOf(micrograph: Micrograph, lattice: Lattice, request: DetectRequest): Bulk {
  const { patch: size } = presetNamed(request.preset)
  const view = ownView(micrograph, lattice)
  requireRoom(view, size)
  const { seed, region } = request
  return { patches: periodicPatches(view, { size, seed, region }), trainedOn: learnedFrom(view) }
}

/**
 * What a model learns from a file that is given for training alone. Crops of a periodic micrograph show its lattice at the scale
 * that the model is made for, laid on that of the files before (`learned`); others the pixels as they are.
 */
export async function bulkOfInput(
  input: Input,
  { preset, seed, region, contrast }: DetectRequest,
  learned: TrainedOn | null,
  call: LongCall,
): Promise<Bulk> {
  const { patch: size } = presetNamed(preset)
  if (input.kind === 'stack') {
    const { stack } = input
    if (region) throw new InputError('stack-region', stack.name, 'a stack of patches has no region; leave --region out')
    return { patches: holdOut(stack.name, usablePatches(stack, size)), trainedOn: null }
  }
  requireUsable(input.micrograph, size)
  const { micrograph, found: lattice } = await examine(input.micrograph, { contrast, ...call })
  if (lattice.verdict === 'periodic') {
    const view = learned ? matchedView(micrograph, lattice, learned, micrograph.name) : ownView(micrograph, lattice)
    if (hasRoom(view.sampler.frame, size)) {
      const patches = periodicPatches(view, { size, seed, region })
      return { patches, trainedOn: learned ?? learnedFrom(view) }
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
