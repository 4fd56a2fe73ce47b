import type { MeanCell } from './cell'
import { columnsOfCell } from './cell-columns'
import type { MaskedPlane, Tracked } from './fit-sublattice'
import { fitSublattice, REACH, REACH_IN_SIGMA } from './fit-sublattice'
import type { Basis } from '../math/vector'
import { median } from '../math/robust'
import { gridOf } from './grid'
import type { Sublattice } from './lattice'
import type { CellSite } from './sites'
import { columnHeight, columnWidth, nearestDistances } from './sites'
import type { Plane } from './spectrum'
import type { DisplacementField } from './displacement-field'

/** A column of this sublattice must stand above the noise of its own pixels by so many standard deviations. */
const LEAST_COLUMN_SIGNAL = 2

/** A micrograph in which a lattice is followed. */
export interface TrackedMicrograph {
  micrograph: MaskedPlane
  /** The same, binned by `factor`, in whose pixels basis, displacement and mean cell are. */
  plane: Plane
  factor: number
  displacement: DisplacementField
  /** Lets others have their turn; throws when aborted. */
  pause: () => Promise<void>
}

/** What most cells show of a column is this part of what the mean cell shows, at least: otherwise it stands in a few of them alone. */
const LEAST_PART = 0.3

export interface FittedCell {
  /** In pixels of the micrograph. */
  tracked: Tracked
  /** The most prominent first, not named yet. */
  sublattices: Sublattice[]
}

/** Columns nearer than so many σ to others have the width that all share: alone, each would take in a part of its neighbour. */
const OVERLAP = 3.5

/** Fits the columns of every cell, where the mean cell shows them. */
export async function fitCell(picture: TrackedMicrograph, basis: Basis, cell: MeanCell): Promise<FittedCell> {
  const { micrograph, factor, pause } = picture
  const { sites, model } = columnsOfCell(cell, basis)
  const nearest = nearestDistances(sites, basis)
  const tracked = inPixels(picture, basis)
  const sublattices: Sublattice[] = []
  for (const [n, site] of sites.entries()) {
    await pause()
    const isAlone = nearest[n] > OVERLAP * model.sigma
    const sigma = isAlone ? columnWidth(cell, site, basis, nearest[n]) : model.sigma
    if (n > 0 && signalOf(site, sigma, cell) < LEAST_COLUMN_SIGNAL) continue
    const found = fitSublattice(micrograph, tracked, site, {
      sigma: sigma * factor,
      nearest: nearest[n] * factor,
    })
    const intensity = found.count > 0 ? median(found.intensity) : 0
    const reach = Math.min(REACH * nearest[n], REACH_IN_SIGMA * sigma)
    const expected = columnHeight(cell, site, basis, { sigma, reach })
    // On its neighbours' tails a weak column is no bump, neither here nor there.
    if (n > 0 && expected > 0 && intensity < LEAST_PART * expected) continue
    sublattices.push({ name: '', position: { u: site.u, v: site.v }, width: sigma * factor, intensity, sites: found })
  }
  return { tracked, sublattices }
}

/** Height of a column over the noise of the pixels under it. */
function signalOf({ prominence }: CellSite, sigma: number, { scatter }: MeanCell): number {
  return (prominence * Math.sqrt(4 * Math.PI) * sigma) / scatter
}

/** Basis and displacement in pixels of the micrograph; a binned pixel's centre lies between the micrograph's. */
function inPixels(
  { factor, displacement: { grid, x, y, quality, domain } }: TrackedMicrograph,
  { a, b }: Basis,
): Tracked {
  const scale = (p: { x: number; y: number }) => ({ x: p.x * factor, y: p.y * factor })
  const offset = (factor - 1) / 2
  const origin = { x: grid.origin.x * factor + offset, y: grid.origin.y * factor + offset }
  return {
    basis: { a: scale(a), b: scale(b) },
    displacement: {
      grid: gridOf({ ...grid, origin, step: scale(grid.step) }),
      // The reference lattice has a node at the middle of the first binned pixel.
      x: x.map((value) => value * factor + offset),
      y: y.map((value) => value * factor + offset),
      quality,
      domain,
    },
  }
}
