/**
 * Defines `<lacuna-viewer>`, which shows what was saved of a search, and `<lacuna-detections>`, the table of it. Importing it
 * registers the tags; no model, engine or WebGPU comes with them.
 */
export { LacunaViewer } from './lacuna-viewer'
export { LacunaDetections } from '../detections/lacuna-detections'
