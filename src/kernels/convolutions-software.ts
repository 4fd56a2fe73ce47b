import { fromFew, toOne, wide } from './conv-software'
import { weightParts } from './conv-weight-software'
import type { Convolutions } from './convolutions'

/** The kernels of software adapters: sums in registers, values passed round subgroups of 4 or 8 lanes, no barrier. */
export const convolutions: Convolutions = { wide, fromFew, toOne, weightParts }
