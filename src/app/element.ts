/**
 * Defines `<lacuna-detector>` and the elements it is made of, each of which can be used alone. Importing it registers
 * the tags.
 */
export { LacunaDetector } from './detector/lacuna-detector'
export type { DetectorEvents } from './detector/events'
export { LacunaComparison } from './detections/lacuna-comparison'
export { LacunaDetections } from './detections/lacuna-detections'
export { LacunaResults } from './detections/lacuna-results'
export { LacunaFiles } from './files/lacuna-files'
export { LacunaHistogram } from './histogram/lacuna-histogram'
export { LacunaCrystal } from './lattice/lacuna-crystal'
export { LacunaLattice } from './lattice/lacuna-lattice'
export { LacunaColourKey } from './shared/lacuna-colour-key'
export { LacunaProgress } from './shared/lacuna-progress'
export { LacunaTriptych } from './shared/lacuna-triptych'
export { LacunaLossChart } from './training/lacuna-loss-chart'
export { LacunaRegion } from './training/lacuna-region'
export { LacunaViewer } from './viewer/lacuna-viewer'
