import { existsSync } from 'node:fs'
import { InputError } from '../errors'
import type { Found } from './found'
import type { Job } from './jobs'

/** An input, and how the names of its files begin. */
export interface Input {
  path: string
  name: string
}

export type Take = (input: Input, result: Job<Found> | InputError) => void

/**
 * `--model auto` with several processes: only this one makes models. It searches the first input, then the others go by what
 * models there are; what they do not know comes back, and the first of that is again this one's.
 */
export async function inGroups(
  inputs: readonly Input[],
  how: {
    here: (some: readonly Input[], follow: readonly Input[]) => Promise<void>
    atOnce: (some: readonly Input[], model: string, take: Take) => Promise<void>
    take: Take
    models: string
  },
): Promise<void> {
  let left = inputs
  while (left.length > 0) {
    const [first, ...others] = left
    await how.here([first], others)
    left = others
    if (left.length === 0 || !existsSync(how.models)) continue
    const unknown: Input[] = []
    await how.atOnce(left, how.models, (input, result) => {
      const code = result instanceof InputError ? result.code : codeOf(result.inputs)
      if (code === 'model-lattice') unknown.push(input)
      else how.take(input, result)
    })
    left = unknown
  }
}

/** Why the one input of a process could not be searched; null where it was. */
function codeOf(found: readonly Found[]): string | null {
  return found.map((one) => ('code' in one ? one.code : null))[0] ?? null
}
