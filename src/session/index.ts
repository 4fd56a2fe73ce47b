/**
 * Lacuna without a page: a detector in a worker or in this thread, what it finds as JSON, CSV, TIFF or pixels, and the errors
 * it throws. Importing it runs nothing.
 */
export type {
  AdapterSummary,
  Asked,
  DetectionRecord,
  DetectionResult,
  DetectRequest,
  Detector,
  EpochReport,
  FileContents,
  ImageEntry,
  JudgedResult,
  LatticeDescription,
  OpenedMicrograph,
  Opening,
  OpeningAsked,
  PaperResult,
  PatchesResult,
  PatchOptions,
  PeriodicResult,
  PresetName,
  Rectangle,
  SearchedResult,
  SeededSearch,
  SeedsAsked,
  SeriesEvent,
  SeriesFrame,
  SeriesResult,
  SurroundingsResult,
  Thumbnail,
  TrainOptions,
  TrainSummary,
  UnperiodicResult,
} from './detector'
export type { Micrograph, PatchStack } from '../io/micrograph'
export type { LongCall, Progress } from '../progress'
export { DeviceError, InputError, LacunaError, ModelError, TrainingError } from '../errors'
export { LocalDetector } from './program-detector'
export { WorkerDetector } from './worker-detector'
export { startDetector } from './start'
export { frameFiles, paperFiles, patchFiles, resultFiles, seedFiles } from './files/result-files'
export type { EventRecord, SeriesRecord } from './files/frames'
export { seriesRecord } from './files/frames'
export type { ResultFile } from './files/result-files'
export type { Opinion, Reviewed, Verdict } from './files/review'
export type { SeedsRecord } from './files/seeds'
export { seedsOf } from './files/seeds'
export { micrographRecord } from './files/record'
export type { MicrographRecord } from './files/record'
export { columnsCsv, detectionsCsv, detectionsJson } from './files/tables'
export { displacementMap, heatTiff, micrographOverlay } from './picture/overlay'
export { crystalFromFile, crystalNames } from './crystals'
export { DEFAULT_REQUEST } from './request'
export { openDevice } from '../kernels'
export { simulateMicrograph } from '../stem/simulate/micrograph'
export type { Simulation } from '../stem/simulate/micrograph'
export { version } from '../version'
