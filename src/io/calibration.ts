import { angstromsIn } from './length-unit'
import type { Micrograph } from './micrograph'

/** The size of a pixel along one axis as the file gives it. */
export interface AxisCalibration {
  value: number
  unit: string
}

export interface Calibration {
  x: AxisCalibration
  y: AxisCalibration
}

/** Pixels that show atoms, Å: finer than 0.01 nobody scans, and at 1 two columns of most crystals fall together. */
const plausible = { low: 0.01, high: 1 }

/** Axes that differ by less are square pixels with rounding. */
const square = 0.005

/** Å per pixel, or null where the file's numbers are no lengths. */
export function pixelSizeOf(calibration: Calibration | null): Micrograph['pixelSize'] {
  if (!calibration) return null
  const [x, y] = [calibration.x, calibration.y].map(({ value, unit }) => Math.abs(value) * (angstromsIn(unit) ?? 0))
  const sensible = [x, y].every((size) => Number.isFinite(size) && size > 0)
  return sensible ? { x, y } : null
}

/** What is missing or looks wrong, one sentence each. */
export function calibrationWarnings(calibration: Calibration | null): string[] {
  const size = pixelSizeOf(calibration)
  if (!size) return [missing(calibration)]
  const warnings: string[] = []
  const [low, high] = [Math.min(size.x, size.y), Math.max(size.x, size.y)]
  if (low < plausible.low) warnings.push(`the file says ${short(low)} Å per pixel: finer than any microscope scans`)
  if (high > plausible.high)
    warnings.push(`the file says ${short(high)} Å per pixel: too coarse to show single columns`)
  if (high / low > 1 + square) warnings.push(`its pixels are not square: ${short(size.x)} × ${short(size.y)} Å`)
  return warnings
}

/** As a person reads it, in the file's own units: `0.015 nm`, or `1 nm × 2 Å`. */
export function calibrationText({ x, y }: Calibration): string {
  const [a, b] = [x, y].map(({ value, unit }) => `${short(value)} ${unit}`)
  return a === b ? a : `${a} × ${b}`
}

function missing(calibration: Calibration | null): string {
  if (!calibration) return 'the file holds no pixel size: lengths are given in pixels'
  const found = calibrationText(calibration)
  return `the file says ${found} per pixel, which is no length: lengths are given in pixels`
}

function short(value: number): string {
  return String(Number(value.toPrecision(6)))
}
