import { Random } from '../../nn'
import { USUAL_CRYSTAL } from '../crystal/gallery'
import { projectionLabel } from '../crystal/projection'
import type { Vector } from '../math/vector'
import { addSpeckle } from './amorphous'
import { record } from './counting'
import { introduceDefects } from './defects'
import type { DefectRequest, SimulationOptions } from './options'
import { usualSimulation } from './options'
import { renderColumns } from './render'
import { scanError } from './scan'
import { smoothField } from './smooth-field'
import type { Column } from './specimen'
import { DRIFT_CYCLES, growSpecimen } from './specimen'
import { THICKNESS_CYCLES } from './micrograph'
import type { SimulationTruth, TrueDefect } from './truth'
import { recordedOptions } from './truth'

/** Frames from one to another, counted from 1. */
export interface FrameSpan {
  first: number
  last: number
}

/** Columns that are changed in some frames of a series; in all of them where nothing is said. */
export interface SeriesDefect extends DefectRequest {
  frames?: FrameSpan
}

export interface SeriesOptions extends Partial<Omit<SimulationOptions, 'defects'>> {
  seed: number
  frames: number
  /** By which the specimen moves from one frame to the next, px. */
  frameDrift: number
  defects: readonly SeriesDefect[]
}

/** Everything that is known of a simulated series; places are those of the first frame but for its drift. */
export interface SeriesTruth extends Omit<SimulationTruth, 'defects'> {
  /** By which what is seen has moved in each frame, slow drift within the frame on average; px. */
  drift: Vector[]
  defects: (TrueDefect & { frames: FrameSpan })[]
}

export interface SimulatedSeries {
  width: number
  height: number
  pixelSize: number
  truth: SeriesTruth
  /** Frame `n`, counted from 0, `height × width`. */
  frame: (n: number) => Float32Array<ArrayBuffer>
}

/** Steps of the drift differ from the mean one by this part of it. */
const UNSTEADY = 0.3

/**
 * A series of one crystal that drifts, whose columns change from frame to frame as they are asked to. The crystal, its strain, thickness
 * and surface stay; scan errors, the slow drift within a frame and the electrons are each frame's own. Frames are made one at a time.
 */
export function simulateSeries({ frames, frameDrift, defects, ...given }: SeriesOptions): SimulatedSeries {
  const options: SimulationOptions = { ...usualSimulation(given.crystal ?? USUAL_CRYSTAL), ...given, defects }
  const { width, height, pixelSize } = options
  const seeds = new Random(options.seed)
  const [lattice, changes, walk, surface, scans] = Array.from({ length: 5 }, () => new Random(seeds.bits()))
  const steps = driftSteps(frames, frameDrift, walk)
  const room = Math.ceil(Math.max(...steps.map(({ x, y }) => Math.max(Math.abs(x), Math.abs(y))))) + 1

  const whole = { ...options, width: width + 2 * room, height: height + 2 * room }
  // Slow drift is no property of the specimen: each frame has its own.
  const grown = growSpecimen({ ...whole, drift: 0 }, lattice)
  const columns = grown.columns.map((column) => ({ ...column, x: column.x - room, y: column.y - room }))
  const specimen = { ...grown, columns: [...columns] }
  const trueDefects = introduceDefects(specimen, options, changes)
  const spans = defects.flatMap(({ count, frames: span = { first: 1, last: frames } }) =>
    Array.from({ length: count }, () => span),
  )
  const changed = changesOf(columns, specimen.columns, trueDefects)

  const thickness = smoothField(surface, { ...whole, cycles: THICKNESS_CYCLES })
  const speckle = new Float64Array(whole.width * whole.height)
  addSpeckle(speckle, whole, surface)

  const frameSeeds = steps.map(() => [scans.bits(), scans.bits()] as const)
  const bends = frameSeeds.map(([seed]) => slowDrift(options, new Random(seed)))
  const frame = (n: number) => {
    const shown = columns.slice()
    changed.forEach(({ index, column }, k) => {
      if (n + 1 >= spans[k].first && n + 1 <= spans[k].last) shown[index] = column
    })
    const moved = shown.map((column) => {
      const { x, y } = bends[n](column)
      return { ...column, x: column.x + steps[n].x + x, y: column.y + steps[n].y + y }
    })
    const random = new Random(frameSeeds[n][1])
    const intensity = renderColumns(moved, scanError(options, random), options)
    const offset = { x: room - steps[n].x, y: room - steps[n].y }
    for (let at = 0; at < intensity.length; at++) {
      const [x, y] = [(at % width) + offset.x, Math.floor(at / width) + offset.y]
      const factor = 1 + options.thicknessField * thickness(x, y)
      intensity[at] = (intensity[at] + options.background) * factor
      intensity[at] += speckle[Math.round(y) * whole.width + Math.round(x)]
    }
    return record(intensity, options, random)
  }

  const inside = columns.flatMap(({ sublattice, i, j, x, y }) =>
    x >= 0 && y >= 0 && x <= width - 1 && y <= height - 1 ? { sublattice, i, j, x, y } : [],
  )
  const truth: SeriesTruth = {
    crystal: projectionLabel(options.crystal),
    pixelSize,
    lattice: { ...grown.lattice, origin: { x: grown.lattice.origin.x - room, y: grown.lattice.origin.y - room } },
    columns: inside,
    defects: trueDefects.map((defect, k) => ({ ...defect, frames: spans[k] })),
    drift: steps.map(({ x, y }, n) => {
      const ways = inside.map(bends[n])
      const mean = (axis: 'x' | 'y') => ways.reduce((sum, way) => sum + way[axis], 0) / ways.length
      return { x: x + mean('x'), y: y + mean('y') }
    }),
    options: recordedOptions(options),
  }
  return { width, height, pixelSize, truth, frame }
}

/** Where the specimen is in each frame: the first is where it was. */
function driftSteps(frames: number, length: number, random: Random): Vector[] {
  const angle = random.uniform(0, 2 * Math.PI)
  const at = { x: 0, y: 0 }
  return Array.from({ length: frames }, (_, n) => {
    const unsteady = () => (UNSTEADY * length * random.normal()) / Math.SQRT2
    if (n > 0) {
      at.x += length * Math.cos(angle) + unsteady()
      at.y += length * Math.sin(angle) + unsteady()
    }
    return { ...at }
  })
}

/** The slow drift within a frame, by its rows. */
function slowDrift({ width, height, drift }: SimulationOptions, random: Random): (at: Vector) => Vector {
  const field = () => smoothField(random, { width, height, cycles: DRIFT_CYCLES, rowsOnly: true })
  const [x, y] = [field(), field()]
  return (at) => ({ x: (drift / Math.SQRT2) * x(at.x, at.y), y: (drift / Math.SQRT2) * y(at.x, at.y) })
}

/** Of each defect, which column it is of, and what becomes of that. */
function changesOf(
  before: readonly Column[],
  after: readonly Column[],
  defects: readonly TrueDefect[],
): { index: number; column: Column }[] {
  const key = ({ sublattice, i, j }: Pick<Column, 'sublattice' | 'i' | 'j'>) => `${sublattice} ${i} ${j}`
  const indices = new Map(before.flatMap((column, n) => (after[n] === column ? [] : [[key(column), n] as const])))
  return defects.map((defect) => {
    const index = indices.get(key(defect))!
    return { index, column: after[index] }
  })
}
