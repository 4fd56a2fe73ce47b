import * as v from 'valibot'
import { InputError } from '../../errors'
import type { MicrographRecord } from '../files/record'

/** What earlier files of the same version left out is not known. */
const NUMBER = v.optional(v.nullable(v.number()), null)
const PAIR = v.object({ x: v.number(), y: v.number() })
const LENGTHS = v.object({ px: PAIR })

/** Null where there is no lattice. */
const SITE = { sublattice: v.nullable(v.string()), i: v.nullable(v.number()), j: v.nullable(v.number()) }

const DETECTION = v.looseObject({
  kind: v.string(),
  group: NUMBER,
  ...SITE,
  x: v.number(),
  y: v.number(),
  strength: v.number(),
  strengthError: v.number(),
  displacementPx: PAIR,
  displacementErrorPx: v.number(),
  score: v.number(),
  pValue: v.number(),
  qValue: v.number(),
})

const COLUMN = v.looseObject({
  ...SITE,
  x: v.number(),
  y: v.number(),
  intensity: v.number(),
  dxAngstrom: NUMBER,
  dyAngstrom: NUMBER,
  polarisationXPx: NUMBER,
  polarisationYPx: NUMBER,
  exx: NUMBER,
  eyy: NUMBER,
  exy: NUMBER,
  rotationDeg: NUMBER,
  score: NUMBER,
  pValue: NUMBER,
  qValue: NUMBER,
  detectableDeficit: NUMBER,
  detectableExcess: NUMBER,
  detectableShift: NUMBER,
  kind: v.string(),
})

const SUBLATTICE = v.looseObject({
  name: v.string(),
  position: v.object({ u: v.number(), v: v.number() }),
  intensity: v.number(),
  spread: v.object({ intensity: v.number(), x: v.number(), y: v.number() }),
  leak: v.object({ intensity: v.number(), shift: v.number() }),
  predictors: v.optional(
    v.nullable(v.record(v.string(), v.object({ intensity: v.number(), x: v.number(), y: v.number() }))),
    null,
  ),
})

const LATTICE = {
  lengthsPx: v.tuple([v.number(), v.number()]),
  angleDeg: v.number(),
  a: PAIR,
  b: PAIR,
  origin: PAIR,
  sublattices: v.pipe(v.array(SUBLATTICE), v.minLength(1)),
  distortionPx: v.number(),
  order: v.number(),
}

const REGION = v.looseObject({
  kind: v.string(),
  phase: NUMBER,
  areaPx: v.number(),
  box: v.object({ left: v.number(), top: v.number(), right: v.number(), bottom: v.number() }),
  columns: v.number(),
  displacement: v.array(v.object({ sublattice: v.string(), px: PAIR })),
  translation: v.nullable(LENGTHS),
  burgers: v.optional(v.nullable(LENGTHS), null),
})

const GROUP = v.looseObject({ id: v.number(), picture: v.array(v.array(v.number())), stepPx: v.number() })

const ABOUT = {
  format: v.literal('lacuna-detections'),
  formatVersion: v.literal(3),
  name: v.string(),
  size: v.object({ width: v.number(), height: v.number() }),
  request: v.looseObject({ rate: v.number(), sha256: v.nullable(v.string()) }),
  warnings: v.array(v.string()),
  pixelSize: v.looseObject({ file: v.nullable(PAIR), lattice: v.nullable(PAIR), fileError: NUMBER }),
  seconds: v.record(v.string(), v.number()),
}

/**
 * What of a record is needed to show it; whatever else it holds is left as it is. A test of types holds it against what is written:
 * `tsc` fails on a field that only one of the two knows so.
 */
export const RECORD = v.variant('verdict', [
  v.looseObject({
    ...ABOUT,
    verdict: v.literal('not periodic'),
    reason: v.string(),
    surroundings: v.optional(
      v.nullable(
        v.object({
          explained: v.number(),
          predictors: v.optional(v.nullable(v.object({ linear: v.number(), vae: v.number() })), null),
          gapPx: v.number(),
          columnHeight: v.optional(v.nullable(v.number()), null),
        }),
      ),
      null,
    ),
    columns: v.optional(v.nullable(v.array(COLUMN)), null),
    detections: v.optional(v.nullable(v.array(DETECTION)), null),
  }),
  v.looseObject({
    ...ABOUT,
    verdict: v.literal('periodic'),
    lattice: v.looseObject(LATTICE),
    grains: v.optional(v.array(v.looseObject(LATTICE)), []),
    columns: v.array(COLUMN),
    detections: v.array(DETECTION),
    unusual: v.array(DETECTION),
    regions: v.array(REGION),
    groups: v.optional(v.array(GROUP), []),
  }),
])

/** What a file of detections holds. Throws an InputError that names `source` where it is none of this version. */
export function readRecord(json: string, source: string): MicrographRecord {
  try {
    return v.parse(RECORD, JSON.parse(json)) as unknown as MicrographRecord
  } catch (cause) {
    const next = 'give the detections.json that this version of Lacuna writes, or a .lacuna session'
    throw new InputError('results-corrupt', source, `it holds no detections of a micrograph: ${next}`, { cause })
  }
}
