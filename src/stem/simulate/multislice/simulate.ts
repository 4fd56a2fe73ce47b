import type { Engine } from '../../../kernels'
import { LARGEST_EDGE } from '../../../kernels'
import { Random } from '../../../nn'
import type { Specimen } from '../../../physics'
import { planeWaves, scan, sourceBlur, wavelength } from '../../../physics'
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

/** A usual corrected one, and atoms in thermal motion: at rest light columns are wrong. */
export const USUAL_MICROSCOPE: MultisliceOptions = {
  kilovolts: 200,
  aperture: 21.4,
  defocus: 0,
  cs: 0,
  detector: { inner: 50, outer: 150 },
  source: 0.8,
  tilt: { x: 0, y: 0 },
  phonons: 8,
}

/** Between places of the probe, Å: finer than the finest wave of an image at 40 mrad and 200 kV. */
const STEP = 0.25
/** Slices are no thicker, Å. */
const THICKEST = 2
/** To either side of a defect, Å: what a column sends further is below noise. The outermost part fades. */
const [AROUND, FADES] = [2, 0.5]
/** Places of the probe that take as long as a plane wave and what is made of it. */
const PRISM_COSTS = 1.2
const FWHM = 2 * Math.sqrt(2 * Math.log(2))

/**
 * A micrograph as `simulateMicrograph` makes it, but for the intensity: electrons are followed through all slices of the
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
  const all = asked(scene, box)
  const runs = 1 + new Set(all.map(({ key }) => key)).size
  const look = lookThrough(engine, { box, standing, microscope, seed: scene.options.seed }, call)
  const cell = await perfectCell((...seen) => look(`crystal, 1 of ${runs}`, ...seen), standing, box, source)
  const windows: Raster['windows'] = []
  const defects: TrueDefect[] = []
  const known = new Map<string, Surroundings>()
  const perfect = new Map<string, Float64Array>()
  for (const each of all) {
    const stage = `defect, ${known.size + 2} of ${runs}`
    const lookHere: Look = (...seen) => look(stage, ...seen)
    const seen = known.get(each.key) ?? (await surroundings(lookHere, { standing, box, source, perfect }, each))
    known.set(each.key, seen)
    const { depths, change } = seen
    windows.push({ x: each.defect.x, y: each.defect.y, change })
    const signal = change(0, 0) / cell(each.site.u, each.site.v)
    defects.push({ ...each.defect, signal, ...(depths.length > 0 && { depths }) })
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
  // Where the probe stands at more places than it has plane waves, these take less time; the result is the same.
  const waves = PRISM_COSTS * planeWaves({ kilovolts, aperture }, box)
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
        ...(places.length > waves && { prism: { interpolation: 1 } }),
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

/** A defect as it is to be simulated. */
interface Asked {
  defect: TrueDefect
  depth: number
  /** Of its column in the cell. */
  site: { u: number; v: number }
  /** By which its column moves, in the crystal's frame, Å. */
  displacement: Vector
  /** The same for those that look alike. */
  key: string
}

/** Each defect, and how deep it is asked to be: anywhere, drawn from the seed, where nothing is said. */
function asked(scene: Scene, { depth: thickness }: Box): Asked[] {
  const { options, specimen, defects } = scene
  const { pixelSize, crystal } = options
  const random = new Random(options.seed)
  const depths = options.defects.flatMap((request) =>
    Array.from({ length: request.count }, () => request.depth ?? thickness * random.uniform()),
  )
  return defects.map((defect, n) => {
    const site = siteOf(defect, scene)
    const { x, y } = defect.displacement
    const way = parts({ x: x / pixelSize, y: y / pixelSize }, specimen.lattice)
    const displacement = combine(frameOf(crystal), way.u, way.v)
    const moved = [displacement.x.toFixed(3), displacement.y.toFixed(3)]
    const key = [defect.sublattice, defect.kind, defect.atoms, site.u, site.v, depths[n], ...moved].join(' ')
    return { defect, depth: depths[n], site, displacement, key }
  })
}

interface Surroundings {
  depths: number[]
  /** What is added at a way from the column, in the crystal's frame, Å. */
  change: (x: number, y: number) => number
}

interface Around {
  standing: Standing
  box: Box
  source: number
  /** What surrounds a site of the perfect crystal, by the site and the places: the same for all defects there. */
  perfect: Map<string, Float64Array>
}

/** What a defect changes around it, and how deep it is. */
async function surroundings(
  look: Look,
  { standing, box, source, perfect: known }: Around,
  { defect, depth, site, displacement }: Asked,
): Promise<Surroundings> {
  const half = Math.ceil((AROUND + length(displacement)) / STEP)
  const side = 2 * half + 1
  const places = Array.from({ length: side ** 2 }, (_, n) => ({
    x: box.width / 2 + ((n % side) - half) * STEP,
    y: box.height / 2 + (Math.floor(n / side) - half) * STEP,
  }))
  const perfect = filled(standing, box, combine(frameOf(standing.projection), site.u, site.v))
  const { specimen, depths } = changed(perfect, defect, { crystal: standing.projection, depth, displacement })
  const key = [site.u, site.v, half].join(' ')
  const [found, without = known.get(key)!] = await look(places, specimen, ...(known.has(key) ? [] : [perfect]))
  known.set(key, without)
  const fade = (n: number) => Math.min(1, ((half - Math.abs(n - half)) * STEP) / FADES)
  const difference = found.map((value, n) => (value - without[n]) * fade(n % side) * fade(Math.floor(n / side)))
  const blurred = sourceBlur(difference, { width: side, height: side }, source / FWHM / STEP, false)
  const grid = { columns: side, rows: side }
  return { depths, change: (x, y) => bicubic(blurred, grid, x / STEP + half, y / STEP + half) }
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
