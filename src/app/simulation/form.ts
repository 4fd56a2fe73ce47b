import type { NumberName, SimulationRequest } from '../../session/simulation/request'
import { usualSimulationOf } from '../../session/simulation/request'
import type { DetectorName, Standing } from '../../session/simulation/crystals'
import { atomsOf, DETECTOR_NAMES, usualDetector } from '../../session/simulation/crystals'

/** Angles of a detector, mrad; null for the usual ones of the probe's half-angle. */
export interface DetectorChoice {
  on: boolean
  inner: number | null
  outer: number | null
}

/** Columns that lack atoms, or have others in their place. */
export interface DefectChoice {
  kind: 'none' | 'vacancy' | 'antisite'
  sublattice: string
  count: number
  /** Of a column. */
  atoms: number
  /** Å below the entry face; null for anywhere. */
  depth: number | null
}

/** What the fields hold. */
export interface Form {
  numbers: Record<NumberName, number>
  method: SimulationRequest['method']
  detectors: Record<DetectorName, DetectorChoice>
  defect: DefectChoice
}

/** Small and thin: a picture within seconds where there is no GPU. */
const FIRST: Partial<Record<NumberName, number>> = {
  cells: 2,
  phonons: 0,
  kilovolts: 80,
  width: 256,
  height: 256,
  dose: 300,
}

/** What the fields hold of a crystal at first. */
export function firstForm(standing: Standing): Form {
  const { seed, width, height, pixelSize, rotation, shear, drift, rowJitter, cells, dose, ...microscope } =
    usualSimulationOf(standing)
  const { kilovolts, aperture, defocus, cs, source, phonons, method } = microscope
  const usual = { seed, width, height, pixelSize, rotation, shear, drift, rowJitter, cells, dose }
  const numbers = { ...usual, kilovolts, aperture, defocus, cs, source, phonons, ...FIRST }
  return {
    numbers: { ...numbers, cells: Math.min(numbers.cells, cells), pixelSize: Number(pixelSize.toFixed(4)) },
    method,
    detectors: {
      haadf: { on: true, inner: null, outer: null },
      maadf: { on: false, inner: null, outer: null },
      abf: { on: false, inner: null, outer: null },
      bf: { on: false, inner: null, outer: null },
    },
    defect: firstDefect(standing),
  }
}

/** The fields for another crystal: what belongs to the microscope stays. */
export function formFor(standing: Standing, before: Form): Form {
  const { numbers, ...rest } = firstForm(standing)
  const { cells, pixelSize } = numbers
  return { ...before, numbers: { ...before.numbers, cells, pixelSize }, defect: rest.defect }
}

function firstDefect(standing: Standing): DefectChoice {
  const [{ name }] = atomsOf(standing, 1)
  return { kind: 'none', sublattice: name, count: 1, atoms: 1, depth: null }
}

/** Atoms of the principal element in a column of the sublattice that the defects are of. */
export function atomsInColumn(form: Form, standing: Standing): number {
  return atomsOf(standing, form.numbers.cells).find(({ name }) => name === form.defect.sublattice)?.atoms ?? 1
}

/** The request that the fields make up. */
export function requestOf(form: Form, standing: Standing): SimulationRequest {
  const { numbers, method, detectors } = form
  const { tilt } = usualSimulationOf(standing)
  return {
    ...numbers,
    method,
    tilt,
    standing,
    detectors: chosen(detectors, numbers.aperture),
    defects: defectsOf(form, standing),
  }
}

function chosen(detectors: Form['detectors'], aperture: number): SimulationRequest['detectors'] {
  return DETECTOR_NAMES.filter((name) => detectors[name].on).map((name) => {
    const usual = usualDetector(name, aperture)
    const { inner, outer } = detectors[name]
    return { name, inner: inner ?? usual.inner, outer: outer ?? usual.outer }
  })
}

function defectsOf(form: Form, standing: Standing): SimulationRequest['defects'] {
  const { kind, sublattice, count, atoms, depth } = form.defect
  if (kind === 'none') return []
  const strength = Math.min(1, atoms / atomsInColumn(form, standing))
  return [{ sublattice, kind, count, strength, ...(depth !== null && { depth }) }]
}
