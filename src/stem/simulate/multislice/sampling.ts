import { LARGEST_EDGE } from '../../../kernels'
import { planeWaves, wavelength } from '../../../physics'
import type { Standing } from '../../crystal/standing'
import type { Basis, Vector } from '../../math/vector'
import { length } from '../../math/vector'
import type { Box } from './box'
import { boxOf } from './box'
import type { MultisliceOptions } from './options'

/** Between places of the probe, Å: finer than the finest wave of an image at 40 mrad and 200 kV. */
export const STEP = 0.25
/** Slices are no thicker, Å. */
const THICKEST = 2
/** To either side of a defect, Å: what a column sends further is below noise. */
const AROUND = 2
/** Places of the probe that take as long as a plane wave and what is made of it. */
const PRISM_COSTS = 1.2

/** The vectors of the projected cell in its own frame, Å. */
export function frameOf({ cell: { a, b, angle } }: Standing['projection']): Basis {
  const turn = (angle * Math.PI) / 180
  return { a: { x: a, y: 0 }, b: { x: b * Math.cos(turn), y: b * Math.sin(turn) } }
}

/** Places of the probe in a cell: an odd number each way. */
export function cellPlaces(frame: Basis): { columns: number; rows: number } {
  const samples = (edge: Vector) => 2 * Math.floor(length(edge) / STEP / 2) + 1
  return { columns: samples(frame.a), rows: samples(frame.b) }
}

/** Places of the probe to either side of a defect, whose column moves so far, Å. */
export function placesAround(moved: number): number {
  return Math.ceil((AROUND + moved) / STEP)
}

/** Pixels of a box across the beam: waves are kept up to a third of them, and have to hold the aperture and what the detectors see. */
export function pixelsOf({ width, height }: Box, { kilovolts, aperture, detectors }: MultisliceOptions) {
  const highest = Math.max(aperture, ...detectors.map(({ outer }) => outer)) / 1000 / wavelength(kilovolts)
  const pixels = (edge: number) => Math.min(Math.max(64, 2 ** Math.ceil(Math.log2(3 * edge * highest))), LARGEST_EDGE)
  return { width: pixels(width), height: pixels(height) }
}

/** Slices in what the projection counts as one cell: as many in every cell, so that all are cut alike. */
export function slicesOf({ step }: Standing): number {
  return Math.ceil(step / THICKEST)
}

/** Whether plane waves go through the specimen in place of so many probes. */
export function isByPrism({ method, kilovolts, aperture }: MultisliceOptions, box: Box, places: number): boolean {
  if (method !== 'auto') return method === 'prism'
  return places > PRISM_COSTS * planeWaves({ kilovolts, aperture }, box)
}

/** What is to be computed, for a guess of how long that takes. */
export interface Work {
  /** Probes or plane waves that go through each of all slices, in all specimens and configurations together. */
  waves: number
  slices: number
  width: number
  height: number
  /** Waves through a slice, each in units of 10⁹ pixels and octaves of them: about what a transform takes. */
  amount: number
}

/** Of a crystal so many cells thick, and of so many specimens around defects and the places where they are. */
export function workOf(standing: Standing, cells: number, around: number, microscope: MultisliceOptions): Work {
  const box = boxOf(standing, cells)
  const { width, height } = pixelsOf(box, microscope)
  const { columns, rows } = cellPlaces(frameOf(standing.projection))
  const configurations = Math.max(1, microscope.phonons)
  const wavesFor = (places: number) => {
    const waves = isByPrism(microscope, box, places) ? PRISM_COSTS * planeWaves(microscope, box) : places
    return Math.round(waves) * configurations
  }
  const waves = wavesFor(columns * rows) + around * wavesFor((2 * placesAround(0) + 1) ** 2)
  const slices = slicesOf(standing) * cells
  const amount = (waves * slices * width * height * Math.log2(width * height)) / 1e9
  return { waves, slices, width, height, amount }
}
