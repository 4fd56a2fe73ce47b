import type { Engine } from '../../kernels'
import type { Plane } from '../lattice/spectrum'
import { lessonsOf } from './lessons'
import type { BlindOptions } from './blind-spot'
import { blindOpinion } from './blind-spot'
import { coherentParts } from '../micrograph/coherent'
import type { Columns } from '../micrograph/columns'
import type { Deviations } from '../micrograph/deviations'
import { levelled } from '../micrograph/deviations'
import type { FittedColumns } from '../micrograph/joint-fit'
import { LinearTwin } from '../micrograph/linear-twin'
import type { Opinion } from '../micrograph/opinion'
import { SiteCrops } from '../micrograph/site-crops'

/** A micrograph with its columns, measured. */
export interface Surroundings {
  picture: Plane
  columns: Columns
  fit: FittedColumns
}

/** Trains a blind-spot model on what the linear twin leaves of every column, and says what it makes of each. */
export async function learnSurroundings(
  engine: Engine,
  { picture, columns, fit }: Surroundings,
  options: BlindOptions,
): Promise<Opinion> {
  const known = new Uint8Array(columns.count)
  const own = levelled(fit, fit.seen, known, columns.within(coherentParts(columns).parts))
  const linear = new LinearTwin(picture, columns).opinion({ fit, own, known })
  const [intensity, dx, dy] = own.deviations.map((values, c) =>
    values.map((value, n) => value - linear[c].prediction[n]),
  )
  const targets: Deviations = [intensity, dx, dy]
  const lessons = lessonsOf(new SiteCrops(picture, columns), { targets, own }, columns)
  return blindOpinion(engine, lessons, columns, options)
}
