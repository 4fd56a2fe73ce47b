import { InputError } from '../../errors'
import type { PatchStack } from '../../io/micrograph'
import { stackPatches } from './crops'
import type { PatchSet } from './patches'

/** The patches of a stack that a model of `size`-pixel patches can take: each must have something to divide by. */
export function usablePatches(stack: PatchStack, size: number): PatchSet {
  const patches = stackPatches(stack, size)
  const pixels = size * size
  for (let n = 0; n < patches.count; n++) {
    const patch = patches.data.subarray(n * pixels, (n + 1) * pixels)
    if (patch.every((value) => value === patch[0])) {
      throw new InputError('constant', stack.name, `every pixel of patch ${n} is ${patch[0]}; leave it out`)
    }
    if (!patch.some((value) => value > 0)) {
      throw new InputError('not-positive', stack.name, `patch ${n} has no positive pixel; take its offset off first`)
    }
  }
  return patches
}
