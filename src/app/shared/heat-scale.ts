import { heatRange } from '../../session/picture/overlay'
import type { Searched } from '../../session/picture/pictured'

const known = new WeakMap<Searched['pictures'], ReturnType<typeof heatRange>>()

/** The range of a result's heat map, looked for once: judging again leaves the pictures as they are. */
export function heatScale(result: Searched): ReturnType<typeof heatRange> {
  const range = known.get(result.pictures) ?? heatRange(result)
  known.set(result.pictures, range)
  return range
}
