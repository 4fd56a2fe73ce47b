import { fromFew, toOne, wide } from './conv-gpu'
import { weightParts } from './conv-weight-gpu'
import type { Convolutions } from './convolutions'

/** The kernels of GPUs: tiles in workgroup memory, filled by many threads, long sums in parts. */
export const convolutions: Convolutions = { wide, fromFew, toOne, weightParts }
