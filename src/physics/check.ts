import { InputError } from '../errors'
import { MOST_DETECTORS } from './detectors'
import { wavelength } from './electron'
import { bandLimit, gridOf } from './frequencies'
import { scatteringFactor } from './scattering-factor'
import { LEAST_WINDOW } from './prism/reduction'
import type { Phonons, ScanOptions, SeriesOptions } from './options'

/** Throws an InputError that says what of a scan cannot be, before anything is computed or held. */
export function requireSound(options: ScanOptions): void {
  const { specimen, microscope, thickest, repeats = 1, places, detectors, tilt = { x: 0, y: 0 }, phonons } = options
  requirePositive({
    'the width of the box': specimen.width,
    'the height of the box': specimen.height,
    'the depth of the box': specimen.depth,
    'the thickest slice': thickest,
    'the voltage': microscope.kilovolts,
    'the aperture': microscope.aperture,
  })
  if (!Number.isInteger(repeats) || repeats < 1) throw refused(`${repeats} repeats: take a whole number from 1 on`)
  for (const { element, x, y, z } of specimen.atoms) {
    scatteringFactor(element, 0)
    requireFinite(`an atom of ${element}`, [x, y, z])
  }
  for (const { x, y } of places) requireFinite('a place of the probe', [x, y])
  requireFinite('a tilt', [tilt.x, tilt.y])
  if (phonons) requireMotion(phonons)
  requireSeen(options)
  if (options.prism) requireInterpolation(options)
  if (detectors.length > MOST_DETECTORS) throw refused(`${detectors.length} detectors: ${MOST_DETECTORS} at most`)
}

function requireMotion({ rms, configurations, seed }: Phonons): void {
  if (!Number.isInteger(configurations) || configurations < 1)
    throw refused(`${configurations} configurations: take a whole number from 1 on`)
  if (!Number.isInteger(seed)) throw refused(`the seed ${seed}: take a whole number`)
  for (const [element, value] of Object.entries(rms)) {
    if (!(value >= 0 && Number.isFinite(value))) throw refused(`the motion of ${element} is ${value} Å: take 0 or more`)
  }
}

/** Each window has whole pixels, and as many as can be transformed. */
function requireInterpolation({ prism, width, height }: ScanOptions): void {
  const f = prism!.interpolation
  const most = Math.min(width, height) / LEAST_WINDOW
  if (!(f >= 1 && f <= most && Number.isInteger(Math.log2(f))))
    throw refused(
      `PRISM with an interpolation of ${f}: on ${width} × ${height} px take a power of two from 1 to ${most}`,
    )
}

/** The detectors look after some of the repeats. */
export function requireSeries({ after, repeats = 1 }: SeriesOptions): void {
  const isRising = after.every(
    (each, n) => Number.isInteger(each) && each >= 1 && each <= repeats && !(each <= after[n - 1]),
  )
  if (!isRising || after.length === 0)
    throw refused(`detectors that look after ${after.join(', ')} of ${repeats} repeats: give whole numbers that rise`)
}

/** The grid holds what the aperture lets through and what the detectors see. */
function requireSeen({ specimen, microscope, detectors, width, height }: ScanOptions): void {
  const highest = 1000 * wavelength(microscope.kilovolts) * bandLimit(gridOf(specimen, { width, height }))
  const more = `the grid holds up to ${highest.toFixed(0)} mrad: take more pixels`
  if (microscope.aperture > highest) throw refused(`an aperture of ${microscope.aperture} mrad, and ${more}`)
  for (const { inner, outer } of detectors) {
    const name = `a detector from ${inner} to ${outer} mrad`
    if (!(inner >= 0 && inner < outer)) throw refused(`${name}: let it begin at 0 or more and end beyond that`)
    if (outer > highest) throw refused(`${name}, and ${more}`)
  }
}

function requirePositive(values: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(values)) {
    if (!(Number.isFinite(value) && value > 0)) throw refused(`${name} is ${value}: take a number above 0`)
  }
}

function requireFinite(name: string, values: readonly number[]): void {
  if (!values.every(Number.isFinite)) throw refused(`${name} is at ${values.join(', ')}: take finite numbers`)
}

function refused(cause: string): InputError {
  return new InputError('scan', '', cause)
}
