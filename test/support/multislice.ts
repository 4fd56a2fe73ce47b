import { scatteringFactor } from '../../src/physics/scattering-factor'
import type { Atom, Specimen } from '../../src/physics/specimen'
import { interaction, potentialOf, wavelength } from '../../src/physics/electron'
import type { ScanOptions } from '../../src/physics/options'
import { frequency } from '../../src/physics/frequencies'

export const A = 3.905

/** SrTiO3 [001], one cell. */
export const SRTIO3: Specimen = {
  width: A,
  height: A,
  depth: A,
  atoms: [
    { element: 'Sr', x: 0, y: 0, z: 0 },
    { element: 'Ti', x: A / 2, y: A / 2, z: A / 2 },
    { element: 'O', x: A / 2, y: A / 2, z: 0 },
    { element: 'O', x: A / 2, y: 0, z: A / 2 },
    { element: 'O', x: 0, y: A / 2, z: A / 2 },
  ],
}

/** Complex numbers in float64: real parts, imaginary parts. */
export interface Complex {
  re: Float64Array
  im: Float64Array
}

/** Pairs of numbers as complex ones, and back. */
export const split = (values: ArrayLike<number>): Complex => ({
  re: Float64Array.from({ length: values.length / 2 }, (_, at) => values[2 * at]),
  im: Float64Array.from({ length: values.length / 2 }, (_, at) => values[2 * at + 1]),
})
export const joined = ({ re, im }: Complex) =>
  Float64Array.from({ length: 2 * re.length }, (_, at) => (at % 2 ? im : re)[at >> 1])

/** The transform of a line by its definition; sign −1 is forward, +1 inverse, which divides by the length. */
function dft({ re, im }: Complex, sign: 1 | -1): Complex {
  const n = re.length
  const out = { re: new Float64Array(n), im: new Float64Array(n) }
  const cosines = Float64Array.from({ length: n }, (_, at) => Math.cos((2 * Math.PI * at) / n))
  const sines = Float64Array.from({ length: n }, (_, at) => sign * Math.sin((2 * Math.PI * at) / n))
  for (let k = 0; k < n; k++) {
    for (let j = 0; j < n; j++) {
      const at = (j * k) % n
      const [c, s] = [cosines[at], sines[at]]
      out.re[k] += re[j] * c - im[j] * s
      out.im[k] += re[j] * s + im[j] * c
    }
    if (sign === 1) [out.re[k], out.im[k]] = [out.re[k] / n, out.im[k] / n]
  }
  return out
}

/** Every line of a plane, rows one after another, transformed along one axis. */
export function transformAlong(plane: Complex, width: number, axis: 'rows' | 'columns', sign: 1 | -1): Complex {
  const height = plane.re.length / width
  const isRow = axis === 'rows'
  const [lines, length] = isRow ? [height, width] : [width, height]
  const out = { re: new Float64Array(plane.re.length), im: new Float64Array(plane.re.length) }
  for (let line = 0; line < lines; line++) {
    const places = Array.from({ length }, (_, at) => (isRow ? line * width + at : at * width + line))
    const read = (part: Float64Array) => Float64Array.from(places, (place) => part[place])
    const { re, im } = dft({ re: read(plane.re), im: read(plane.im) }, sign)
    places.forEach((place, at) => ([out.re[place], out.im[place]] = [re[at], im[at]]))
  }
  return out
}

const transform = (plane: Complex, width: number, sign: 1 | -1) =>
  transformAlong(transformAlong(plane, width, 'rows', sign), width, 'columns', sign)

function map(size: number, of: (at: number) => readonly [re: number, im: number]): Complex {
  const out = { re: new Float64Array(size), im: new Float64Array(size) }
  for (let at = 0; at < size; at++) [out.re[at], out.im[at]] = of(at)
  return out
}

export const product = (a: Complex, b: Complex) =>
  map(a.re.length, (at) => [a.re[at] * b.re[at] - a.im[at] * b.im[at], a.re[at] * b.im[at] + a.im[at] * b.re[at]])

/** The textbook's multislice in float64, one step after another: nothing of it is shared with the engine but the atoms' parameters. */
export function referenceScan(options: ScanOptions): number[][] {
  const { specimen, microscope, detectors, width, height, thickest, repeats = 1, places } = options
  const { aperture, kilovolts, defocus = 0, cs = 0, c5 = 0, astigmatism = { strength: 0, azimuth: 0 } } = microscope
  const size = width * height
  const [lambda, sigma] = [wavelength(kilovolts), interaction(kilovolts)]
  const kx = (at: number) => frequency(at % width, width) / specimen.width
  const ky = (at: number) => frequency(Math.floor(at / width), height) / specimen.height
  const radius = (at: number) => Math.hypot(kx(at), ky(at))
  const limit = Math.min(width / specimen.width, height / specimen.height) / 3
  const band = map(size, (at) => [radius(at) < limit ? 1 : 0, 0])

  const count = Math.ceil(specimen.depth / thickest - 1e-9)
  const thickness = specimen.depth / count
  const transmission = (atoms: readonly Atom[]) => {
    const fine = [2 * width, 2 * height]
    const pixels = fine[0] * fine[1]
    const potential = map(pixels, (at) => {
      const fx = frequency(at % fine[0], fine[0]) / specimen.width
      const fy = frequency(Math.floor(at / fine[0]), fine[1]) / specimen.height
      let [re, im] = [0, 0]
      for (const { element, x, y } of atoms) {
        const factor = scatteringFactor(element, fx ** 2 + fy ** 2)
        const strength = (potentialOf(factor) * pixels) / (specimen.width * specimen.height)
        const angle = -2 * Math.PI * (fx * x + fy * y)
        re += strength * Math.cos(angle)
        im += strength * Math.sin(angle)
      }
      return [re, im]
    })
    const { re } = transform(potential, fine[0], 1)
    const grating = map(pixels, (at) => [Math.cos(sigma * re[at]), Math.sin(sigma * re[at])])
    const spectrum = transform(grating, fine[0], -1)
    const low = map(size, (at) => {
      const [i, j] = [frequency(at % width, width), frequency(Math.floor(at / width), height)]
      const from = ((j + fine[1]) % fine[1]) * fine[0] + ((i + fine[0]) % fine[0])
      return [spectrum.re[from] / 4, spectrum.im[from] / 4]
    })
    return transform(product(low, band), width, 1)
  }
  const slices = Array.from({ length: count }, (_, n) =>
    transmission(specimen.atoms.filter(({ z }) => Math.floor(z / thickness + 1e-6) === n)),
  )
  const fresnel = map(size, (at) => {
    const angle = -Math.PI * lambda * thickness * radius(at) ** 2
    return radius(at) < limit ? [Math.cos(angle), Math.sin(angle)] : [0, 0]
  })
  const lens = map(size, (at) => {
    const alpha = lambda * radius(at)
    const step = lambda / Math.sqrt(specimen.width * specimen.height)
    const open = Math.min(1, Math.max(0, (aperture / 1000 - alpha) / step + 0.5))
    const azimuth = Math.atan2(ky(at), kx(at)) - (astigmatism.azimuth * Math.PI) / 180
    const second = (astigmatism.strength * Math.cos(2 * azimuth) - defocus) * (alpha ** 2 / 2)
    const chi = (2 * Math.PI * (second + (1e7 * cs * alpha ** 4) / 4 + (1e7 * c5 * alpha ** 6) / 6)) / lambda
    return [open * Math.cos(chi), -open * Math.sin(chi)]
  })
  const intensity = lens.re.reduce((sum, re, at) => sum + re ** 2 + lens.im[at] ** 2, 0)

  const results = detectors.map((): number[] => [])
  for (const { x, y } of places) {
    const moved = map(size, (at) => {
      const angle = -2 * Math.PI * (kx(at) * x + ky(at) * y)
      return [Math.cos(angle) / Math.sqrt(intensity), Math.sin(angle) / Math.sqrt(intensity)]
    })
    let wave = transform(product(lens, moved), width, 1)
    for (let n = 0; n < count * repeats; n++) {
      wave = transform(product(transform(product(wave, slices[n % count]), width, -1), fresnel), width, 1)
    }
    const far = transform(wave, width, -1)
    detectors.forEach(({ inner, outer }, n) => {
      let sum = 0
      for (let at = 0; at < size; at++) {
        const angle = 1000 * lambda * radius(at)
        if (angle >= inner && angle < outer) sum += far.re[at] ** 2 + far.im[at] ** 2
      }
      results[n].push(sum)
    })
  }
  return results
}
