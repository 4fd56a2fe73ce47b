import type { Micrograph } from '../../io/micrograph'

/** The pixels of a micrograph, row by row. */
export type Picture = Pick<Micrograph, 'data' | 'width' | 'height'>

/** 1 for each pixel that shows no specimen, row by row; null where all do. */
export type Mask = Uint8Array | null
