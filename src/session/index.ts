/**
 * Lacuna without a page: a detector in a worker or in this thread, what it finds as JSON, CSV, TIFF or pixels, and the errors
 * it throws. Importing it runs nothing.
 */
export type {
  AdapterSummary,
  DetectionRecord,
  DetectionResult,
  DetectOptions,
  Detector,
  EpochReport,
  JudgedResult,
  LatticeDescription,
  LatticeOptions,
  PeriodicResult,
  PresetName,
  Rectangle,
  TrainOptions,
  TrainSummary,
  UnperiodicResult,
} from './detector'
export type { Micrograph } from '../io/micrograph'
export type { LongCall, Progress } from '../progress'
export { DeviceError, InputError, LacunaError, ModelError } from '../errors'
export { LocalDetector } from './local-detector'
export { WorkerDetector } from './worker-detector'
export { startDetector } from './start'
export { fieldRecord } from './files/record'
export type { FieldRecord } from './files/record'
export { columnsCsv, fieldDetectionsCsv, fieldJson } from './files/tables'
export { displacementMap, fieldOverlay, heatTiff } from './picture/overlay'
export { openDevice } from '../kernels'
export { version } from '../version'
