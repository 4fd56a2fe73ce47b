import type { Engine } from '../../../kernels'
import { LARGEST_EDGE } from '../../../kernels'
import { Random } from '../../../nn'
import type { Specimen } from '../../../physics'
import { scan, sourceBlur, wavelength } from '../../../physics'
import type { LongCall } from '../../../progress'
import { meanSquareOf } from '../../crystal/elements'
import type { Standing } from '../../crystal/standing'
import { bicubic } from '../../math/interpolate'
import type { Basis, Vector } from '../../math/vector'
import { combine, length, parts } from '../../math/vector'
import type { Scene, Simulation } from '../micrograph'
import { setUp, taken } from '../micrograph'
import type { SimulationOptions } from '../options'
import type { RecordedMultislice, TrueDefect } from '../truth'
import type { Box } from './box'
import { boxOf, filled } from './box'
import { changed } from './change'
import type { Raster } from './raster'
import { raster } from './raster'
import { periodic } from './series'

/** The microscope, and what is simulated of it. */
export type MultisliceOptions = Omit<RecordedMultislice, 'thickness' | 'brightest'>

/** Between places of the probe, Å: finer than the finest wave of an image at 40 mrad and 200 kV. */
const STEP = 0.25
/** Slices are no thicker, Å. */
const THICKEST = 2
/** To either side of a defect, Å: what a column sends further is below noise. The outermost part fades. */
const [AROUND, FADES] = [2, 0.5]
const FWHM = 2 * Math.sqrt(2 * Math.log(2))

/**
 * A micrograph as `simulateMicrograph` makes it, but for the intensity, which electrons are followed for through all slices of the
 * specimen: through one perfect cell, which the micrograph repeats, and through the surroundings of each defect.
 */
export async function simulateByMultislice(
  engine: Engine,
  { standing, ...given }: Partial<SimulationOptions> & { seed: number; standing: Standing },
  microscope: MultisliceOptions,
  call: LongCall = {},
): Promise<Simulation> {
  const crystal = standing.projection
  const intensityScatter = Object.fromEntries(crystal.columns.map(({ name }) => [name, 0]))
  const scene = setUp({ ...given, crystal, background: 0, positionScatter: 0, intensityScatter })
  const box = boxOf(standing, scene.options.cells)
  const { source } = microscope
  const runs = 1 + scene.defects.length
  const look = lookThrough(engine, { box, standing, microscope, seed: scene.options.seed }, call)
  const cell = await perfectCell((...seen) => look(`crystal, 1 of ${runs}`, ...seen), standing, box, source)
  const windows: Raster['windows'] = []
  const defects: TrueDefect[] = []
  for (const [n, { defect, depth }] of asked(scene, box).entries()) {
    const stage = `defect, ${n + 2} of ${runs}`
    const lookHere: Look = (...seen) => look(stage, ...seen)
    const seen = await surroundings(lookHere, { standing, scene, box, source }, { defect, depth })
    const perfect = cell(seen.site.u, seen.site.v)
    windows.push(seen.window)
    const { depths } = seen
    defects.push({ ...defect, signal: seen.window.change(0, 0) / perfect, ...(depths.length > 0 && { depths }) })
  }
  const brightest = Math.max(...crystal.columns.map(({ position: [u, v] }) => cell(u, v)))
  const intensity = raster({ ...scene, cell, windows, crystal }).map((value) => value / brightest)
  const simulation = taken({ ...scene, defects }, intensity)
  return {
    ...simulation,
    truth: { ...simulation.truth, multislice: { ...microscope, thickness: box.depth, brightest } },
  }
}

/** What reaches the detector from places in the box, as a part of the beam, of each of some specimens. */
type Look = (places: readonly Vector[], ...specimens: readonly Specimen[]) => Promise<Float64Array[]>

function lookThrough(
  engine: Engine,
  { box, standing, microscope, seed }: { box: Box; standing: Standing; microscope: MultisliceOptions; seed: number },
  { signal, onProgress }: LongCall,
): (stage: string, ...seen: Parameters<Look>) => Promise<Float64Array[]> {
  const { kilovolts, aperture, defocus, cs, detector, tilt, phonons } = microscope
  // Waves are kept up to a third of the pixels.
  const highest = detector.outer / 1000 / wavelength(kilovolts)
  const pixels = (edge: number) => Math.min(Math.max(64, 2 ** Math.ceil(Math.log2(3 * edge * highest))), LARGEST_EDGE)
  const elements = new Set(standing.atoms.map(({ element }) => element))
  const rms = Object.fromEntries([...elements].map((element) => [element, Math.sqrt(meanSquareOf(element))]))
  return async (stage, places, ...specimens) => {
    const total = places.length * specimens.length
    const all: Float64Array[] = []
    for (const [n, specimen] of specimens.entries()) {
      const before = n * places.length
      const [seen] = await scan(engine, {
        specimen,
        microscope: { kilovolts, aperture, defocus, cs },
        detectors: [detector],
        width: pixels(box.width),
        height: pixels(box.height),
        // As many in every cell, so that all cells are cut alike.
        thickest: (standing.step / Math.ceil(standing.step / THICKEST)) * (1 + 1e-9),
        tilt,
        ...(phonons > 0 && { phonons: { rms, configurations: phonons, seed } }),
        places,
        signal,
        onProgress: (told) => {
          const done = before + (places.length * told.done) / told.total
          onProgress?.({ ...told, stage, done, total, message: `${Math.floor(done)} of ${total} places` })
        },
      })
      all.push(seen)
    }
    return all
  }
}

/** The vectors of the projected cell in its own frame, Å. */
function frameOf({ cell: { a, b, angle } }: Standing['projection']): Basis {
  const turn = (angle * Math.PI) / 180
  return { a: { x: a, y: 0 }, b: { x: b * Math.cos(turn), y: b * Math.sin(turn) } }
}

/** A perfect cell, of u and v in its vectors, as a source of this width shows it. */
async function perfectCell(look: Look, standing: Standing, box: Box, source: number) {
  const frame = frameOf(standing.projection)
  const samples = (edge: Vector) => 2 * Math.floor(length(edge) / STEP / 2) + 1
  const [columns, rows] = [samples(frame.a), samples(frame.b)]
  const middle = combine(frame, 0.5, 0.5)
  const places = Array.from({ length: columns * rows }, (_, n) => {
    const { x, y } = combine(frame, (n % columns) / columns, Math.floor(n / columns) / rows)
    return { x: x - middle.x + box.width / 2, y: y - middle.y + box.height / 2 }
  })
  const [values] = await look(places, filled(standing, box, middle))
  const sigma = source / FWHM
  const damping = (h: number, l: number) => {
    // k · a = h and k · b = l.
    const k = { x: h / frame.a.x, y: (l - (h * frame.b.x) / frame.a.x) / frame.b.y }
    return Math.exp(-2 * (Math.PI * sigma * length(k)) ** 2)
  }
  return periodic(values, { columns, rows }, damping)
}

/** Each defect, and how deep it is asked to be: anywhere, drawn from the seed, where nothing is said. */
function asked({ options, defects }: Scene, { depth }: Box): { defect: TrueDefect; depth: number }[] {
  const random = new Random(options.seed)
  const depths = options.defects.flatMap((request) =>
    Array.from({ length: request.count }, () => request.depth ?? depth * random.uniform()),
  )
  return defects.map((defect, n) => ({ defect, depth: depths[n] }))
}

/** What a defect changes around it, and how deep it is. */
async function surroundings(
  look: Look,
  { standing, scene, box, source }: { standing: Standing; scene: Scene; box: Box; source: number },
  { defect, depth }: { defect: TrueDefect; depth: number },
) {
  const { pixelSize } = scene.options
  const frame = frameOf(standing.projection)
  const site = siteOf(defect, scene)
  const way = parts(
    { x: defect.displacement.x / pixelSize, y: defect.displacement.y / pixelSize },
    scene.specimen.lattice,
  )
  const displacement = combine(frame, way.u, way.v)
  const half = Math.ceil((AROUND + length(displacement)) / STEP)
  const side = 2 * half + 1
  const places = Array.from({ length: side ** 2 }, (_, n) => ({
    x: box.width / 2 + ((n % side) - half) * STEP,
    y: box.height / 2 + (Math.floor(n / side) - half) * STEP,
  }))
  const perfect = filled(standing, box, combine(frame, site.u, site.v))
  const { specimen, depths } = changed(perfect, defect, { crystal: standing.projection, depth, displacement })
  const [without, found] = await look(places, perfect, specimen)
  const fade = (n: number) => Math.min(1, ((half - Math.abs(n - half)) * STEP) / FADES)
  const difference = found.map((value, n) => (value - without[n]) * fade(n % side) * fade(Math.floor(n / side)))
  const blurred = sourceBlur(difference, { width: side, height: side }, source / FWHM / STEP, false)
  const grid = { columns: side, rows: side }
  // Of a way from the column in the crystal's frame, Å.
  const change = (x: number, y: number) => bicubic(blurred, grid, x / STEP + half, y / STEP + half)
  return { site, depths, window: { x: defect.x, y: defect.y, change } }
}

/** Where in its cell the column of a defect stands: of columns with its name the nearest. */
function siteOf({ sublattice, i, j, x, y }: TrueDefect, { options, specimen }: Scene): { u: number; v: number } {
  const { lattice } = specimen
  const { u, v } = parts({ x: x - lattice.origin.x, y: y - lattice.origin.y }, lattice)
  const off = ([p, q]: readonly number[]) => Math.hypot(u - i - p, v - j - q)
  const [first, ...others] = options.crystal.columns.filter(({ name }) => name === sublattice)
  const nearest = others.reduce((best, other) => (off(other.position) < off(best.position) ? other : best), first)
  return { u: nearest.position[0], v: nearest.position[1] }
}
