import type { Storage } from '../kernels'
import { aligned } from '../kernels'
import type { Parameter, ParameterArena } from './parameter'

/** Parameters that lie side by side in one arena: what a kernel can take at once, with the gaps of zeros between them. */
export interface Run {
  arena: ParameterArena
  parameters: readonly Parameter[]
  /** The part of a storage laid out as the arena is. */
  of(whole: Storage): Storage
}

/** The fewest runs that hold these parameters and no others. */
export function runsOf(parameters: readonly Parameter[]): Run[] {
  const runs: Parameter[][] = []
  for (const arena of new Set(parameters.map((parameter) => parameter.arena))) {
    const own = parameters.filter((parameter) => parameter.arena === arena).sort((a, b) => a.offset - b.offset)
    let end = -1
    for (const parameter of own) {
      if (parameter.offset === end) runs[runs.length - 1].push(parameter)
      else runs.push([parameter])
      end = parameter.offset + aligned(parameter.size)
    }
  }
  return runs.map((own) => {
    const [{ arena, offset }, last] = [own[0], own[own.length - 1]]
    const length = last.offset + aligned(last.size) - offset
    return { arena, parameters: own, of: (whole) => whole.view(offset, length) }
  })
}

/** Whether a step changes a parameter: it is not frozen, and a loss has reached it. */
export function isTrained({ requiresGrad, grad }: Parameter): boolean {
  return requiresGrad && grad !== null
}
