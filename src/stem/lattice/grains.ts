import type { Micrograph } from '../../io/micrograph'
import { filled } from '../clean/filled'
import type { Mask } from '../clean/picture'
import { OTHER_PART } from '../clean/picture'
import { connected } from '../math/connected'
import { plus } from '../math/vector'
import type { Vector } from '../math/vector'
import { area } from '../math/vector'
import type { Rectangle } from '../math/rectangle'
import { cropped } from '../math/rectangle'
import { crystalFrom } from './displacement-field'
import { deepWithin, nearestPoint, neighbours } from './grid'
import type { Distortion, Lattice, LatticeVerdict } from './lattice'
import { MASKED } from './strain'

/** What is left of the picture is searched if it is so many cells of the first lattice, some of them in its middle, and so many px each way. */
const LEAST_CELLS = 40
const LEAST_DEEP = 4
const LEAST_SIDE = 48
/** A grain has so many columns of its first sublattice. */
const LEAST_COLUMNS = 20
/** Parts that are looked at, grains or not. */
const MOST_PARTS = 12

/** Finds the lattice that goes on furthest in a picture. */
type FindOne<Options> = (micrograph: Micrograph, options: Options) => Promise<LatticeVerdict>

/**
 * The lattices of what the first one leaves of a micrograph: grains, twins, another crystal. Each part in which no lattice is seen is searched as
 * a micrograph of its own, with everything else masked, and so is what that leaves. Vacuum and amorphous parts have none.
 */
export async function findGrains<Options extends { mask: Mask }>(
  micrograph: Micrograph,
  first: Lattice,
  options: Options,
  findOne: FindOne<Options>,
): Promise<Lattice[]> {
  const grains: Lattice[] = []
  const left = unexplained(first, micrograph, options.mask)
  for (let tried = 0; tried < MOST_PARTS; tried++) {
    const part = largest(left, first)
    if (!part) break
    const mask = outside(part, first.distortion, micrograph, options.mask)
    const picture = cropped(micrograph, part.box)
    const ownMask = croppedMask(mask, micrograph.width, part.box)
    const masked = { ...picture, data: filled(picture, ownMask) }
    const found = await findOne(masked, { ...options, contrast: first.contrast, mask: ownMask })
    const grain = found.verdict === 'periodic' ? moved(found, part.box) : null
    const isGrain = grain !== null && grain.sublattices[0].sites.count >= LEAST_COLUMNS
    if (isGrain) grains.push(grain)
    // What has been searched in vain is not searched again.
    for (const at of part.points) if (!isGrain || isCrystal(grain, placeOf(first.distortion, at))) left[at] = 0
  }
  return grains
}

/** Whether a lattice is seen at a place; its grid may cover a part of the picture only. */
export function isCrystal({ distortion }: Lattice, { x, y }: Vector): boolean {
  const { origin, step, columns, rows, quality, domain } = distortion
  const [u, v] = [(x - origin.x) / step.x, (y - origin.y) / step.y]
  if (u < -0.5 || v < -0.5 || u > columns - 0.5 || v > rows - 0.5) return false
  const at = nearestPoint(distortion, x, y)
  return quality[at] >= crystalFrom({ quality }) && domain[at] < MASKED
}

/** 1 for the points of the first lattice's grid at which it is not seen, the picture being there. */
function unexplained({ distortion }: Lattice, { width }: Micrograph, mask: Mask): Uint8Array {
  const { quality } = distortion
  const least = crystalFrom({ quality })
  return Uint8Array.from(quality, (own, at) => {
    const { x, y } = placeOf(distortion, at)
    return own < least && !mask?.[Math.round(y) * width + Math.round(x)] ? 1 : 0
  })
}

/** Points side by side, and the box around them, px. */
interface Part {
  points: number[]
  box: Rectangle
}

/** The largest part that is left, if it is large enough to show a lattice. */
function largest(left: Uint8Array, { distortion, ...lattice }: Lattice): Part | null {
  const { step, origin, columns } = distortion
  const groups = connected(
    left.length,
    (at) => left[at] === 1,
    (at) => neighbours(at, distortion),
  )
  const points = groups.reduce<number[]>((most, group) => (group.length > most.length ? group : most), [])
  const isLarge = points.length * step.x * step.y >= LEAST_CELLS * area(lattice)
  if (!isLarge || deepWithin(points, distortion).length < LEAST_DEEP) return null
  const across = points.map((at) => at % columns)
  const down = points.map((at) => Math.floor(at / columns))
  const edges = (along: number[], from: number, by: number) => {
    const [low, high] = along.reduce(([p, q], k) => [Math.min(p, k), Math.max(q, k)], [Infinity, -Infinity])
    return [Math.max(0, Math.round(from + (low - 0.5) * by + 0.5)), Math.round(from + (high + 0.5) * by + 0.5)]
  }
  const [west, east] = edges(across, origin.x, step.x)
  const [top, bottom] = edges(down, origin.y, step.y)
  const box = { x: west, y: top, width: east - west, height: bottom - top }
  return Math.min(box.width, box.height) < LEAST_SIDE ? null : { points, box }
}

/** What the mask has for every pixel of a part and every masked one, and `OTHER_PART` for those that are none of a part's. */
function outside({ points }: Part, grid: Distortion, { width, height }: Micrograph, mask: Mask): Uint8Array {
  const inside = new Uint8Array(grid.columns * grid.rows)
  for (const at of points) inside[at] = 1
  const out = new Uint8Array(width * height)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x
      const own = mask?.[at] ?? 0
      out[at] = own === 1 || inside[nearestPoint(grid, x, y)] ? own : OTHER_PART
    }
  }
  return out
}

function croppedMask(mask: Uint8Array, width: number, box: Rectangle): Uint8Array {
  const out = new Uint8Array(box.width * box.height)
  for (let y = 0; y < box.height; y++) {
    const from = (box.y + y) * width + box.x
    out.set(mask.subarray(from, from + box.width), y * box.width)
  }
  return out
}

function placeOf({ columns, origin, step }: Distortion, at: number): Vector {
  return { x: origin.x + (at % columns) * step.x, y: origin.y + Math.floor(at / columns) * step.y }
}

/** A lattice that was found in a part of the picture, at its places in the whole. */
function moved(found: Lattice, by: Vector): Lattice {
  return {
    ...found,
    origin: plus(found.origin, by),
    sublattices: found.sublattices.map(({ sites, ...sublattice }) => ({
      ...sublattice,
      sites: { ...sites, x: sites.x.map((x) => x + by.x), y: sites.y.map((y) => y + by.y) },
    })),
    distortion: { ...found.distortion, origin: plus(found.distortion.origin, by) },
  }
}
