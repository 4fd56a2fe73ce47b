import { InputError } from '../../errors'
import type { Micrograph } from '../../io/micrograph'
import type { Lattice } from '../lattice/lattice'
import type { CrystalMatch } from '../lattice/match-crystal'
import { length } from '../math/vector'
import type { Vector } from '../math/vector'
import { resampled } from '../math/resample'
import type { Rectangle } from '../math/rectangle'
import { requireInside } from '../math/rectangle'
import type { Detectable } from './detectable'
import type { Detection } from './detections'
import type { JudgedMicrograph } from './judge-micrograph'
import type { Pictures } from './expected'
import type { Region } from './regions'
import type { Scatter } from './scatter'

/** Axes that differ by less are square pixels with rounding. */
const ROUNDING = 0.005
/** Pixels that are longer one way than this are no picture of columns, but a line scanned over and over. */
const LONGEST = 4

/**
 * How the pixels of a micrograph lie on the square ones that are searched: columns are round there, and distances the same
 * every way. Along an axis a pixel of the micrograph covers `x` or `y` square ones, and 1 along its shorter side. All
 * that is found is given in the micrograph's own pixels.
 */
export class SquarePixels {
  /** On square pixels; `own` itself where its pixels are square. */
  readonly micrograph: Micrograph
  readonly #x: number
  readonly #y: number

  /** Throws an InputError where the pixels are too long to be searched. */
  constructor(readonly own: Micrograph) {
    const { x, y } = own.pixelSize ?? { x: 1, y: 1 }
    const edge = Math.min(x, y)
    const long = Math.max(x, y) / edge
    const isSquare = long < 1 + ROUNDING
    if (long > LONGEST) {
      const cause = `its pixels are ${Number(long.toPrecision(3))} times as long as wide, and Lacuna searches up to ${LONGEST}`
      throw new InputError('pixel-shape', own.name, `${cause}; give the right pixel size by hand`)
    }
    this.#x = isSquare ? 1 : x / edge
    this.#y = isSquare ? 1 : y / edge
    this.micrograph = isSquare ? own : this.#squared(edge)
  }

  /** A part of the micrograph on square pixels, to whole ones; throws an InputError where it does not lie in it. */
  region(part: Rectangle): Rectangle {
    requireInside(part, this.own)
    const [left, right] = [Math.round(part.x * this.#x), whole((part.x + part.width) * this.#x)]
    const [top, bottom] = [Math.round(part.y * this.#y), whole((part.y + part.height) * this.#y)]
    return { x: left, y: top, width: right - left, height: bottom - top }
  }

  /** What is marked on the micrograph's own pixels, marked on square ones. */
  mask(own: Uint8Array): Uint8Array {
    if (this.#isSame) return own
    const { width, height } = this.micrograph
    const mask = new Uint8Array(width * height)
    const nearest = (at: number, scale: number, size: number) =>
      Math.min(size - 1, Math.max(0, Math.round(placeOf(at, scale))))
    for (let y = 0; y < height; y++) {
      const row = nearest(y, this.#y, this.own.height) * this.own.width
      for (let x = 0; x < width; x++) mask[y * width + x] = own[row + nearest(x, this.#x, this.own.width)]
    }
    return mask
  }

  /** A lattice as the micrograph's own pixels show it. The angle stays the crystal's; lengths without a direction are means. */
  lattice<T extends Lattice>(found: T): T {
    if (this.#isSame) return found
    const [a, b] = [this.way(found.a), this.way(found.b)]
    const { distortion, quality } = found
    const lengths: Lattice['lengths'] = [length(a), length(b)]
    return {
      ...found,
      origin: this.place(found.origin),
      a,
      b,
      lengths,
      grains: found.grains.map((grain) => this.lattice(grain)),
      sublattices: found.sublattices.map(({ sites, ...sublattice }) => ({
        ...sublattice,
        width: sublattice.width / this.#mean,
        sites: { ...sites, ...this.#places(sites), ...named(this.#ways({ x: sites.dx, y: sites.dy })) },
      })),
      distortion: {
        ...distortion,
        origin: this.place(distortion.origin),
        step: this.way(distortion.step),
        ...named(this.#ways({ x: distortion.dx, y: distortion.dy })),
      },
      quality: {
        ...quality,
        rigidResidual: quality.rigidResidual / this.#mean,
        residual: quality.residual / this.#mean,
        lengthError: quality.lengthError / this.#mean,
      },
    }
  }

  /** What a crystal says of square pixels, said of the micrograph's own. */
  match(found: CrystalMatch): CrystalMatch {
    const { x, y } = found.pixelSize
    return { ...found, pixelSize: { x: x * this.#x, y: y * this.#y } }
  }

  /** A micrograph that was judged on square pixels, as its own show it. */
  judged(found: JudgedMicrograph): JudgedMicrograph {
    if (this.#isSame) return found
    const { lattice, match, scale, result } = found
    return {
      ...found,
      lattice: this.lattice(lattice),
      match: match && this.match(match),
      scale: scale / this.#mean,
      result: {
        ...result,
        columns: { ...result.columns, ...this.#places(result.columns) },
        scored: { ...result.scored, scatter: this.#scatter(result.scored.scatter) },
        findings: result.findings.map((finding) => this.detection(finding)),
        alike: result.alike.map((group) => ({ ...group, step: group.step / this.#mean })),
        unusual: result.unusual.map((finding) => this.detection(finding)),
        detectable: this.#detectable(result.detectable),
        regions: result.regions.map((region) => this.#regionOf(region)),
        displacement: this.#ways(result.displacement),
      },
    }
  }

  /** Pictures that were drawn on square pixels, on those of the micrograph. */
  pictures(drawn: Pictures): Pictures {
    if (this.#isSame) return drawn
    const { width, height } = this.micrograph
    const back = (data: Float32Array) =>
      resampled({ data, width, height }, this.own, { x: 1 / this.#x, y: 1 / this.#y })
    const { heat, prediction, phase } = drawn
    return { heat: back(heat), prediction: prediction && back(prediction), ...(phase && { phase: back(phase) }) }
  }

  #scatter({ usual, local: [change, x, y] }: Scatter): Scatter {
    return {
      usual: usual.map(([intensity, dx, dy]) => [intensity, dx / this.#x, dy / this.#y]),
      local: [change, x.map((value) => value / this.#x), y.map((value) => value / this.#y)],
    }
  }

  detection(found: Detection): Detection {
    return {
      ...found,
      ...this.place(found),
      dx: found.dx / this.#x,
      dy: found.dy / this.#y,
      displacementError: found.displacementError / this.#mean,
    }
  }

  #detectable({ shift, covered, ...intensity }: Detectable): Detectable {
    const shifts = { shift: shift.map((value) => value / this.#mean) }
    return { ...intensity, ...shifts, covered: { ...covered, shift: covered.shift / this.#mean } }
  }

  get #isSame(): boolean {
    return this.micrograph === this.own
  }

  /** Square pixels to one of the micrograph's, along an edge of the same area. */
  get #mean(): number {
    return Math.sqrt(this.#x * this.#y)
  }

  #squared(edge: number): Micrograph {
    const { own } = this
    const size = { width: whole(own.width * this.#x), height: whole(own.height * this.#y) }
    const data = resampled(own, size, { x: this.#x, y: this.#y })
    return { ...own, ...size, data, pixelSize: { x: edge, y: edge } }
  }

  /** A place on square pixels, counted in the micrograph’s own. */
  place({ x, y }: Vector): Vector {
    return { x: placeOf(x, this.#x), y: placeOf(y, this.#y) }
  }

  /** A way on square pixels, counted in the micrograph’s own; and the other way round. */
  way({ x, y }: Vector): Vector {
    return { x: x / this.#x, y: y / this.#y }
  }

  squareWay({ x, y }: Vector): Vector {
    return { x: x * this.#x, y: y * this.#y }
  }

  #places({ x, y }: { x: Float64Array; y: Float64Array }) {
    return { x: x.map((value) => placeOf(value, this.#x)), y: y.map((value) => placeOf(value, this.#y)) }
  }

  #ways({ x, y }: { x: Float32Array; y: Float32Array }) {
    return { x: x.map((value) => value / this.#x), y: y.map((value) => value / this.#y) }
  }

  #regionOf({ area, box, displacement, translation, burgers, ...region }: Region): Region {
    return {
      ...region,
      area: area / this.#mean ** 2,
      box: {
        left: placeOf(box.left, this.#x),
        right: placeOf(box.right, this.#x),
        top: placeOf(box.top, this.#y),
        bottom: placeOf(box.bottom, this.#y),
      },
      displacement: displacement.map(({ sublattice, ...way }) => ({ sublattice, ...this.way(way) })),
      translation: translation && this.way(translation),
      burgers: burgers && this.way(burgers),
    }
  }
}

/** A place counted from the centre of the first square pixel, counted from the centre of the first of the micrograph's. */
function placeOf(square: number, scale: number): number {
  return (square + 0.5) / scale - 0.5
}

function named({ x, y }: { x: Float32Array; y: Float32Array }) {
  return { dx: x, dy: y }
}

/** Whole pixels, rounding errors apart. */
function whole(pixels: number): number {
  return Math.floor(pixels + 1e-6)
}
