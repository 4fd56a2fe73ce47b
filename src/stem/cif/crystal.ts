import type { Projection } from '../crystal/projection'
import type { Standing } from '../crystal/standing'
import { project, stand } from './project'
import { readStructure } from './structure'
import { readZone } from './zone'

/** The crystal of a CIF called `source` along a zone axis such as `1,1,0`. Rejects with an InputError that says what to mend. */
export async function readCif(text: string, source: string, zone: string): Promise<Projection> {
  return project(await readStructure(text, source), readZone(zone))
}

/** The same with its atoms where they stand along the beam. */
export async function readStandingCif(text: string, source: string, zone: string): Promise<Standing> {
  return stand(await readStructure(text, source), readZone(zone))
}
