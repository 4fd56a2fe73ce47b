import type { Engine, Plane, PrismPlaces } from '../../kernels'
import { NO_PIXEL, Planes, prismPlaces, prismSeen } from '../../kernels'
import { detectorBits, sumsOver } from '../detectors'
import { wavelength } from '../electron'
import type { Grid } from '../frequencies'
import { frequency, gridOf } from '../frequencies'
import type { ScanOptions } from '../options'
import type { Kept } from './matrix'

/** What becomes of the plane waves behind the specimen: which of their numbers are kept, and what detectors see of a probe that they make. */
export interface Reduction {
  /** Of a wave's numbers, as `Planes` with this pitch store it. */
  kept: (pitch: number) => Kept
  /** The plane that the waves' kept numbers make up, and the window that is taken of it. */
  plane: Plane
  window: Plane
  /** By which the waves are multiplied. */
  scale: number
  /** The first pixel of the window of a probe at a place, in units of the box, along an edge of so many pixels. */
  first: (place: number, edge: 'width' | 'height') => number
  /** `[detector][place]`. */
  seen: (engine: Engine, places: Slots) => Promise<number[][]>
  release: () => void
}

/** Probes whose waves are summed up together; the row of each in their block of rows. */
type Slots = Omit<PrismPlaces, 'width' | 'window'> & { inRow: readonly number[] }

/** All plane waves: what detectors see is summed up in Fourier space, of the pixels alone that a detector sees. */
export function wholeBox(engine: Engine, { microscope, detectors }: ScanOptions, grid: Grid): Reduction {
  const bits = detectorBits(detectors, grid, microscope.kilovolts)
  const all = Array.from(bits.keys()).filter((pixel) => bits[pixel] !== 0)
  // Four for each thread.
  const length = 4 * Math.ceil(Math.max(all.length, 1) / 4)
  const plane = { width: length, height: 1 }
  const own = engine.upload(Uint32Array.from({ length }, (_, n) => (n < all.length ? bits[all[n]] : 0)))
  return {
    kept: (pitch) => {
      const stored = all.map((pixel) => storedAt(pixel % grid.width, Math.floor(pixel / grid.width), grid, pitch))
      return { pixels: Uint32Array.from({ length }, (_, n) => stored[n] ?? NO_PIXEL), plane: null }
    },
    plane,
    window: plane,
    scale: 1,
    first: () => 0,
    seen: async (on, { inRow, ...slots }) => {
      const sums = prismSeen(on, { ...slots, places: inRow, detectors: own })
      return sumsOver(await on.read(sums), sums.length / (4 * inRow.length))
    },
    release: () => engine.release(own),
  }
}

/** The number of a stored wave with these frequencies, of which a plane has `grid`'s. */
function storedAt(column: number, row: number, { width }: Plane, pitch: number): number {
  return row * pitch + (2 * column < width ? column : pitch + column - width)
}

/** Each f-th plane wave: a probe's wave is cut out of the box around it, and the detectors see the window's. */
export function aroundProbe(engine: Engine, { microscope, detectors }: ScanOptions, grid: Grid, f: number): Reduction {
  const plane = coarsePlane({ microscope, detectors }, grid, f)
  const window = { width: plane.width / f, height: plane.height / f }
  const box = { width: grid.edges[0] / f, height: grid.edges[1] / f }
  const own = engine.upload(detectorBits(detectors, gridOf(box, window), microscope.kilovolts))
  const planes = new Planes(engine, window)
  return {
    kept: (pitch) => ({ pixels: coarserPixels(grid, pitch, plane), plane }),
    plane,
    window,
    // What is 1 over the box is 1/f² of it in the window.
    scale: f ** 2,
    first: (place, edge) => {
      const pixels = plane[edge]
      const first = Math.round(place * pixels) - window[edge] / 2
      return ((first % pixels) + pixels) % pixels
    },
    seen: async (on, slots) => {
      const waves = prismPlaces(on, { ...slots, width: plane.width, window })
      planes.pass(waves, { axis: 'rows', direction: 'forward', last: false })
      return sumsOver(await on.read(planes.detect(waves, own)), planes.pitch)
    },
    release: () => {
      planes.release()
      engine.release(own)
    },
  }
}

/** As few pixels as hold what the detectors see. */
export function coarsePlane(
  { microscope, detectors }: Pick<ScanOptions, 'microscope' | 'detectors'>,
  grid: Grid,
  f: number,
): Plane {
  const outermost = Math.max(0, ...detectors.map(({ outer }) => outer)) / 1000 / wavelength(microscope.kilovolts)
  const edge = (pixels: number, length: number) => {
    const needed = 2 ** Math.ceil(Math.log2(2 * outermost * length + 2))
    return Math.min(pixels, Math.max(needed, LEAST_WINDOW * f))
  }
  return { width: edge(grid.width, grid.edges[0]), height: edge(grid.height, grid.edges[1]) }
}

/** Pixels along an edge of a window: the smallest that `Planes` transform. */
export const LEAST_WINDOW = 16

/** The numbers of a stored wave of the pixels of a coarser plane that covers the same, each ordered as FFTs order them. */
function coarserPixels(grid: Grid, pitch: number, coarse: Plane): Uint32Array {
  return Uint32Array.from({ length: coarse.width * coarse.height }, (_, at) => {
    const kx = frequency(at % coarse.width, coarse.width)
    const ky = frequency(Math.floor(at / coarse.width), coarse.height)
    const isStored = 2 * Math.abs(kx) < pitch
    return isStored ? storedAt((kx + grid.width) % grid.width, (ky + grid.height) % grid.height, grid, pitch) : NO_PIXEL
  })
}
