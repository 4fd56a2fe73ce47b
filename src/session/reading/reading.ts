import type { OpenedInput, OpeningAsked } from '../opening'
import { openingOf, openInput } from '../opening'
import type { Listing } from './listing'
import { listImages } from './listing'

/** Where files are read: in this thread, or in one of their own. The bytes stay the caller's. */
export interface Reading {
  /** A file as one micrograph or as a stack of patches; rejects with an `InputError`, or the signal's reason. */
  open(bytes: Uint8Array, name: string, asked?: OpeningAsked): Promise<OpenedInput>
  list(bytes: Uint8Array, name: string, asked?: OpeningAsked): Promise<Listing>
  /** Ends what is read. */
  close(): void
}

/** Within the thread that asks, as tests do it: a damaged file may then hold it up, and take the reader of HDF5 with it. */
export const readingHere: Reading = {
  open: openInput,
  list: (bytes, name, asked = {}) => listImages(bytes, name, openingOf(asked)),
  close: () => {},
}
