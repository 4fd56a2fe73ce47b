/**
 * Lacuna without a page: a detector in a worker or in this thread, what it finds as JSON, CSV or pixels, and the errors
 * it throws. Importing it runs nothing.
 */
export type {
  AdapterSummary,
  Detection,
  DetectionResult,
  Detector,
  EpochReport,
  PresetName,
  TrainOptions,
  TrainSummary,
} from './detector'
export type { Micrograph } from '../io/micrograph'
export type { LongCall, Progress } from '../progress'
export { DeviceError, InputError, LacunaError, ModelError } from '../errors'
export { LocalDetector } from './local-detector'
export { WorkerDetector } from './worker-detector'
export { startDetector } from './start'
export { detectionsCsv, detectionsJson } from './export'
export type { DetectionsFile, Training } from './export'
export { overlayRgba } from './overlay'
export { openDevice } from '../kernels'
export { version } from '../version'
