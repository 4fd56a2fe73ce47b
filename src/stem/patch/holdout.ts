import { preprocessOnHost } from './preprocess'
import type { BulkPatches } from './bulk-patches'
import { learnGeometry } from './columns'
import { fingerprints, orderAlongMicrograph } from './overlap'
import type { PatchSet } from './patches'
import { selectPatches } from './patches'

/** Part of the patches that is kept to tell how bulk scatters, and is not trained on. */
const HELD_OUT = 0.15

/**
 * Splits a stack of bulk patches. Patches are crops that overlap, so those chosen at random would show columns that the
 * model has learned; those at one end of the micrograph, as far as the columns they share tell, show the fewest.
 */
export function holdOut(source: string, patches: PatchSet): BulkPatches {
  const { count } = patches
  const held = Math.max(1, Math.round(HELD_OUT * count))
  const all = Array.from({ length: count }, (_, i) => i)
  const order = count > held ? alongMicrograph(patches) : all
  return {
    source,
    // A single patch, or a few, must serve for both.
    training: selectPatches(patches, count > held ? order.slice(held) : all),
    calibration: selectPatches(patches, order.slice(0, held)),
    contaminated: false,
    region: null,
  }
}

function alongMicrograph(patches: PatchSet): number[] {
  const inputs = preprocessOnHost(patches)
  const geometry = learnGeometry(inputs.data, inputs.count, inputs.size)
  return orderAlongMicrograph(fingerprints(inputs, geometry), inputs.count)
}
