import type { Micrograph } from '../../io/micrograph'
import type { DetectionRecord, SearchedResult } from '../../session/detector'
import { markRadius } from '../../session/picture/pictured'
import { heatScale } from '../shared/heat-scale'
import { type Cut, cutAround } from '../shared/patch-canvas'
import type { Window } from '../triptych/lacuna-triptych'

/** Pixels of the model's frame around a detection: the size of its patches. */
const SIDE = 64
/** Without a lattice: so many times what parts a column from the gap beside it. */
const GAPS = 10

export interface CloseUp {
  /** The blurred micrograph and what is expected of its columns: 0 is the darkest of the former, 1 the brightest. */
  input: Cut
  prediction: Cut
  window: Window
  /** Difference at the ends of the colour map, on the same scale. */
  limit: number
}

/** The surroundings of one detection, in the pixels of the micrograph. */
export function closeUp(
  found: SearchedResult,
  { width, height }: Pick<Micrograph, 'width' | 'height'>,
  { x, y }: Pick<DetectionRecord, 'x' | 'y'>,
): CloseUp {
  const { pictures } = found
  const side = Math.round(found.verdict === 'periodic' ? SIDE * found.scale : GAPS * found.surroundings.radius)
  const heat = cutAround({ data: pictures.heat, width, height }, x, y, side)
  // Without a prediction there is only what it leaves over.
  const prediction = pictures.prediction
    ? cutAround({ data: pictures.prediction, width, height }, x, y, side)
    : { ...heat, data: new Float32Array(heat.data.length) }
  const blurred = heat.data.map((value, at) => value + prediction.data[at])
  const known = blurred.filter((value) => !Number.isNaN(value))
  const [low, high] = known.reduce(([a, b], value) => [Math.min(a, value), Math.max(b, value)], [Infinity, -Infinity])
  const range = high - low || 1
  const scaled = (data: Float32Array): Cut => ({ ...heat, data: data.map((value) => (value - low) / range) })
  const half = markRadius(found)
  return {
    input: scaled(blurred),
    prediction: scaled(prediction.data),
    window: { left: x + 0.5 - half - heat.left, top: y + 0.5 - half - heat.top, side: 2 * half },
    limit: heatScale(found).limit / range,
  }
}
