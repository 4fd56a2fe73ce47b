/**
 * Defines `<lacuna-detector>` and the elements it is made of, each of which can be used alone. Importing it registers
 * the tags.
 */
export { LacunaDetector } from './detector/lacuna-detector'
export type { DetectorEvents } from './detector/events'
export { LacunaComparison } from './comparison/lacuna-comparison'
export { LacunaDetections } from './detections/lacuna-detections'
export { LacunaOpinion } from './opinion/lacuna-opinion'
export { LacunaProfile } from './profile/lacuna-profile'
export { LacunaSpectrum } from './spectrum/lacuna-spectrum'
export { LacunaReview } from './review/lacuna-review'
export { LacunaResults } from './results/lacuna-results'
export { LacunaFiles } from './files/lacuna-files'
export { LacunaSamples } from './samples/lacuna-samples'
export { LacunaHistogram } from './histogram/lacuna-histogram'
export { LacunaCrystal } from './crystal/lacuna-crystal'
export { LacunaLattice } from './lattice/lacuna-lattice'
export { LacunaColourKey } from './colour-key/lacuna-colour-key'
export { LacunaProgress } from './progress/lacuna-progress'
export { LacunaTriptych } from './triptych/lacuna-triptych'
export { LacunaLossChart } from './loss-chart/lacuna-loss-chart'
export { LacunaRegion } from './region/lacuna-region'
export { LacunaViewer } from './viewer/lacuna-viewer'
