import type { Micrograph } from '../../io/micrograph'

/** The pixels of a micrograph, row by row. */
export type Picture = Pick<Micrograph, 'data' | 'width' | 'height'>

/** What a mask has, instead of 1, beside a jump of the scan: the picture shows the specimen, but columns that reach there are cut. */
export const CUT = 3

/** 1 for each pixel that shows no specimen, row by row; null where all do. */
export type Mask = Uint8Array | null
