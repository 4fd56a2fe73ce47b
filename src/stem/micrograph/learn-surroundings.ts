import type { Engine } from '../../kernels'
import type { LongCall } from '../../progress'
import type { Plane } from '../lattice/spectrum'
import { blindOpinion } from './blind-spot'
import type { Columns } from './columns'
import type { Deviations } from './deviations'
import { levelled } from './deviations'
import type { FittedColumns } from './joint-fit'
import { LinearTwin } from './linear-twin'
import type { Opinion } from './opinion'
import { siteCrops } from './site-crops'

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
  options: LongCall & { seed: number },
): Promise<Opinion> {
  const known = new Uint8Array(columns.count)
  const own = levelled(fit, fit.seen, known, columns)
  const linear = new LinearTwin(picture, columns).opinion(fit, own, known)
  const [intensity, dx, dy] = own.deviations.map((values, c) =>
    values.map((value, n) => value - linear[c].prediction[n]),
  )
  const targets: Deviations = [intensity, dx, dy]
  return (await blindOpinion(engine, siteCrops(picture, columns, own.level), targets, columns, options)).opinion
}
