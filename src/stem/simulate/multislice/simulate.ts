import type { Engine } from '../../../kernels'
import { Random } from '../../../nn'
import type { Specimen } from '../../../physics'
import { scan, sourceBlur } from '../../../physics'
import type { LongCall } from '../../../progress'
import { meanSquareOf } from '../../crystal/elements'
import type { Standing } from '../../crystal/standing'
import { bicubic } from '../../math/interpolate'
import type { Vector } from '../../math/vector'
import { combine, length, parts } from '../../math/vector'
import type { Scene, Simulation } from '../micrograph'
import { setUp, taken } from '../micrograph'
import type { SimulationOptions } from '../options'
import { isDisplacement } from '../options'
import type { TrueDefect } from '../truth'
import type { Box } from './box'
import { boxOf, filled } from './box'
import { changed } from './change'
import { isDarkField } from './detectors'
import type { MultisliceOptions } from './options'
import type { Raster } from './raster'
import { raster } from './raster'
import { cellPlaces, frameOf, isByPrism, pixelsOf, placesAround, slicesOf, STEP } from './sampling'
import type { Periodic } from './series'
import { periodic } from './series'

/** The outermost part of a defect's surroundings fades, Å. */
const FADES = 0.5
/** Places along an edge of the cell at which its brightest one is looked for, where columns are dark. */
const LOOKED_AT = 32
const FWHM = 2 * Math.sqrt(2 * Math.log(2))

/**
 * Micrographs as `simulateMicrograph` makes them, one for each detector, but for the intensity: electrons are followed through all slices of the
 * specimen: through one perfect cell, which the micrograph repeats, and through the surroundings of each defect.
 */
export async function simulateByMultislice(
  engine: Engine,
  { standing, ...given }: Partial<SimulationOptions> & { seed: number; standing: Standing },
  microscope: MultisliceOptions,
  call: LongCall = {},
): Promise<Simulation[]> {
  const crystal = standing.projection
  const intensityScatter = Object.fromEntries(crystal.columns.map(({ name }) => [name, 0]))
  const options = { ...given, crystal, background: 0, positionScatter: 0, intensityScatter }
  const scene = setUp(options)
  const box = boxOf(standing, scene.options.cells)
  const { source } = microscope
  const all = asked(scene, box)
  const runs = 1 + new Set(all.map(({ key }) => key)).size
  const look = lookThrough(engine, { box, standing, microscope, seed: scene.options.seed }, call)
  const cells = await perfectCells((...seen) => look(`crystal, 1 of ${runs}`, ...seen), standing, box, source)
  const known = new Map<string, Surroundings>()
  const perfect = new Map<string, readonly Float64Array[]>()
  for (const each of all) {
    if (known.has(each.key)) continue
    const stage = `defect, ${known.size + 2} of ${runs}`
    const lookHere: Look = (...seen) => look(stage, ...seen)
    known.set(each.key, await surroundings(lookHere, { standing, box, source, perfect }, each))
  }
  const brightest = microscope.detectors.map((detector, n) =>
    brightestOf(cells[n], crystal, isDarkField(detector, microscope.aperture)),
  )
  return microscope.detectors.map(({ inner, outer }, n) => {
    const view = { cell: cells[n], all, known, n, brightest: brightest[n] }
    // One beam for all: what the first detector counts says how many electrons there are.
    const dose = (scene.options.dose * brightest[n]) / brightest[0]
    const simulation = pictureOf(n === 0 ? scene : againBut({ ...options, dose }, n), view)
    const { detectors: _, ...recorded } = microscope
    const multislice = { ...recorded, detector: { inner, outer }, thickness: box.depth, brightest: brightest[n] }
    return { ...simulation, truth: { ...simulation.truth, multislice } }
  })
}

/** What one detector sees of the crystal and of its defects. */
interface View {
  cell: Periodic
  all: readonly Asked[]
  known: ReadonlyMap<string, Surroundings>
  /** The detector's number. */
  n: number
  brightest: number
}

function pictureOf(scene: Scene, { cell, all, known, n, brightest }: View): Simulation {
  const windows: Raster['windows'] = []
  const defects = all.map(({ defect, site, key }): TrueDefect => {
    const { depths, changes } = known.get(key)!
    windows.push({ x: defect.x, y: defect.y, change: changes[n] })
    const signal = changes[n](0, 0) / cell(site.u, site.v)
    return { ...defect, signal, ...(depths.length > 0 && { depths }) }
  })
  const intensity = raster({ ...scene, cell, windows, crystal: scene.options.crystal })
  return taken(
    { ...scene, defects },
    intensity.map((value) => value / brightest),
  )
}

/** The same scene, in which the n-th detector counts electrons of its own. */
function againBut(options: Parameters<typeof setUp>[0], n: number): Scene {
  const scene = setUp(options)
  let { electrons } = scene
  for (let each = 0; each < n; each++) electrons = new Random(electrons.bits())
  return { ...scene, electrons }
}

/** Of a perfect cell: the brightest column, or in bright field the brightest place. */
function brightestOf(cell: Periodic, { columns }: Scene['options']['crystal'], columnsAreBright: boolean): number {
  if (columnsAreBright) return Math.max(...columns.map(({ position: [u, v] }) => cell(u, v)))
  const places = Array.from({ length: LOOKED_AT }, (_, n) => n / LOOKED_AT)
  return Math.max(...places.flatMap((u) => places.map((v) => cell(u, v))))
}

/** What reaches each detector from places in the box, as a part of the beam, of each of some specimens: `[specimen][detector][place]`. */
type Look = (places: readonly Vector[], ...specimens: readonly Specimen[]) => Promise<Float64Array[][]>

function lookThrough(
  engine: Engine,
  { box, standing, microscope, seed }: { box: Box; standing: Standing; microscope: MultisliceOptions; seed: number },
  { signal, onProgress }: LongCall,
): (stage: string, ...seen: Parameters<Look>) => Promise<Float64Array[][]> {
  const { kilovolts, aperture, defocus, cs, detectors, tilt, phonons } = microscope
  const elements = new Set(standing.atoms.map(({ element }) => element))
  const rms = Object.fromEntries([...elements].map((element) => [element, Math.sqrt(meanSquareOf(element))]))
  return async (stage, places, ...specimens) => {
    const total = places.length * specimens.length
    const all: Float64Array[][] = []
    for (const [n, specimen] of specimens.entries()) {
      const before = n * places.length
      const seen = await scan(engine, {
        specimen,
        microscope: { kilovolts, aperture, defocus, cs },
        detectors,
        ...pixelsOf(box, microscope),
        thickest: (standing.step / slicesOf(standing)) * (1 + 1e-9),
        tilt,
        ...(phonons > 0 && { phonons: { rms, configurations: phonons, seed } }),
        ...(isByPrism(microscope, box, places.length) && { prism: { interpolation: 1 } }),
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

/** A perfect cell, of u and v in its vectors, as a source of this width shows it to each detector. */
async function perfectCells(look: Look, standing: Standing, box: Box, source: number): Promise<Periodic[]> {
  const frame = frameOf(standing.projection)
  const { columns, rows } = cellPlaces(frame)
  const middle = combine(frame, 0.5, 0.5)
  const places = Array.from({ length: columns * rows }, (_, n) => {
    const { x, y } = combine(frame, (n % columns) / columns, Math.floor(n / columns) / rows)
    return { x: x - middle.x + box.width / 2, y: y - middle.y + box.height / 2 }
  })
  const [seen] = await look(places, filled(standing, box, middle))
  const sigma = source / FWHM
  const damping = (h: number, l: number) => {
    // k · a = h and k · b = l.
    const k = { x: h / frame.a.x, y: (l - (h * frame.b.x) / frame.a.x) / frame.b.y }
    return Math.exp(-2 * (Math.PI * sigma * length(k)) ** 2)
  }
  return seen.map((values) => periodic(values, { columns, rows }, damping))
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
    // Where the whole column is concerned, no depth tells one from another.
    const depth = defect.strength === 1 || isDisplacement(defect.kind) ? 'all' : depths[n]
    const key = [defect.sublattice, defect.kind, defect.atoms, site.u, site.v, depth, ...moved].join(' ')
    return { defect, depth: depths[n], site, displacement, key }
  })
}

interface Surroundings {
  depths: number[]
  /** What is added for each detector at a way from the column, in the crystal's frame, Å. */
  changes: ((x: number, y: number) => number)[]
}

interface Around {
  standing: Standing
  box: Box
  source: number
  /** What surrounds a site of the perfect crystal, by the site and the places: the same for all defects there. */
  perfect: Map<string, readonly Float64Array[]>
}

/** What a defect changes around it, and how deep it is. */
async function surroundings(
  look: Look,
  { standing, box, source, perfect: known }: Around,
  { defect, depth, site, displacement }: Asked,
): Promise<Surroundings> {
  const half = placesAround(length(displacement))
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
  const grid = { columns: side, rows: side }
  const changes = found.map((values, detector) => {
    const difference = values.map(
      (value, n) => (value - without[detector][n]) * fade(n % side) * fade(Math.floor(n / side)),
    )
    const blurred = sourceBlur(difference, { width: side, height: side }, source / FWHM / STEP, false)
    return (x: number, y: number) => bicubic(blurred, grid, x / STEP + half, y / STEP + half)
  })
  return { depths, changes }
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
