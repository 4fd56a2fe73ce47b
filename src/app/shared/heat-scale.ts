import type { PeriodicResult } from '../../session/detector'
import { heatRange } from '../../session/picture/overlay'

type Heat = Pick<PeriodicResult, 'lattice' | 'pictures'>

const known = new WeakMap<PeriodicResult['pictures'], ReturnType<typeof heatRange>>()

/** The range of a result's heat map, looked for once: judging again leaves the pictures as they are. */
export function heatScale(result: Heat): ReturnType<typeof heatRange> {
  const range = known.get(result.pictures) ?? heatRange(result)
  known.set(result.pictures, range)
  return range
}
