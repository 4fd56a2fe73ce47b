import { borders } from './borders'
import { boundaries } from './boundaries'
import { displacements, strengths } from './changes'
import { contrast } from './contrast'
import { controls } from './controls'
import { faults } from './faults'
import type { Case } from './made'
import type { Sequences } from './mulberry'
import { spikes } from './spikes'
import { sublattices } from './sublattices'
import { tails } from './tails'

/** The eight kinds of faults that a search of anyone's micrograph meets, and controls. */
export const KINDS: Readonly<Record<string, (random: Sequences) => Case[]>> = {
  tails,
  sublattices,
  strength: strengths,
  displacement: displacements,
  lattices: (random) => [...boundaries(random), ...faults(random)],
  contrast,
  borders,
  spikes,
  controls,
}
