import * as v from 'valibot'
import { ModelError } from '../../errors'
import { maxPixels } from '../../io/check'
import { PREDICTIONS } from '../patch-detector/prediction'

/**
 * What a model file says of itself, as it must be. A file may be of anybody's making: nothing is computed from what is not checked
 * here.
 */

const between = (least: number, most: number) => v.pipe(v.number(), v.minValue(least), v.maxValue(most))
const whole = (least: number, most: number) => v.pipe(between(least, most), v.integer())
const text = v.pipe(v.string(), v.maxLength(10_000))

/** Far beyond anything that is measured, and far below what float32 cannot hold. */
const finite = between(-1e30, 1e30)
const positive = between(0, 1e30)
const pair = v.tuple([finite, finite])

/** Px of the model's frame: a patch of 64 shows two cells at least. */
const edge = between(-128, 128)
const vector = v.pipe(
  v.object({ x: edge, y: edge }),
  v.check(({ x, y }) => Math.hypot(x, y) >= 2, 'an edge of less than 2 px'),
)

const region = v.object({
  x: whole(0, maxPixels),
  y: whole(0, maxPixels),
  width: whole(1, maxPixels),
  height: whole(1, maxPixels),
})

export const TRAINING = v.object({
  source: text,
  // Files from before regions could be drawn name none.
  region: v.optional(v.nullable(region), null),
  patches: whole(1, 2 ** 32),
  seed: whole(0, 2 ** 32 - 1),
  epochs: whole(0, 1e6),
  // JSON has no NaN: a model cancelled before its first epoch has no loss.
  loss: v.pipe(
    v.optional(v.nullable(finite), null),
    v.transform((loss) => loss ?? NaN),
  ),
  trainSeconds: positive,
  adapter: v.object({
    vendor: text,
    architecture: text,
    description: text,
    kind: v.picklist(['hardware', 'software']),
  }),
})

export const RULE = v.object({ threshold: finite, halfWidth: whole(0, 64), sigmas: positive })

export const INTERVAL = v.object({ mean: finite, std: positive, low: finite, high: finite })

export const LATTICE = v.pipe(
  v.object({
    a: vector,
    b: vector,
    positions: v.pipe(v.array(v.object({ u: finite, v: finite })), v.minLength(1), v.maxLength(64)),
    contrast: finite,
    scale: between(1e-3, 1e3),
  }),
  v.check(({ a, b }) => Math.abs(a.x * b.y - a.y * b.x) >= 2, 'edges that span no cell'),
)

const variances = v.pipe(v.array(finite), v.maxLength(64))

export const COLUMNS = v.object({
  prediction: v.picklist(PREDICTIONS),
  scatter: v.object({
    geometry: v.object({ spacing: between(1, 64), sublattices: v.picklist([1, 2]) }),
    intensity: variances,
    x: variances,
    y: variances,
    excess: v.object({ intensity: pair, shift: pair }),
  }),
  response: v.object({ intensity: pair, shift: pair, contrast: finite }),
})

/** The JSON of one entry. Throws a ModelError that names it where it is no JSON, or not as it must be. */
export function readMetadata<const Schema extends v.GenericSchema>(
  schema: Schema,
  metadata: Readonly<Record<string, string>>,
  key: string,
  source: string,
): v.InferOutput<Schema> {
  const refuse = (what: string, cause?: unknown) =>
    new ModelError('model-corrupt', source, `its metadata are damaged (${key}: ${what}); save the model again`, {
      cause,
    })
  let value: unknown
  try {
    value = JSON.parse(metadata[key] ?? '')
  } catch (cause) {
    throw refuse('no JSON', cause)
  }
  const read = v.safeParse(schema, value, { abortEarly: true })
  if (read.success) return read.output
  const [issue] = read.issues
  throw refuse([v.getDotPath(issue), issue.message].filter(Boolean).join(': '))
}
