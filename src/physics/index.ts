/** Electrons through a specimen: multislice simulation of STEM on WebGPU. Knows nothing of lattices, models or files. */
export { scan } from './scan'
export type { ScanOptions } from './options'
export type { Microscope } from './probe'
export type { Annulus } from './detectors'
export { repeated } from './specimen'
export type { Atom, Specimen } from './specimen'
export { isScatteringElement, scatteringFactor } from './scattering-factor'
export { interaction, wavelength } from './electron'
