import type { Micrograph } from '../../io/micrograph'

/** The pixels of a micrograph, row by row. */
export type Picture = Pick<Micrograph, 'data' | 'width' | 'height'>

/** What a mask has, instead of 1, where the picture shows another part of the crystal than the one that is looked at. */
export const OTHER_PART = 2
/** And beside a jump of the scan: the picture shows the specimen, but columns that reach there are cut. */
export const CUT = 3

/** 1 for each pixel that shows no specimen, `OTHER_PART` and `CUT` as these say, and 0 for others, row by row; null where all are. */
export type Mask = Uint8Array | null
