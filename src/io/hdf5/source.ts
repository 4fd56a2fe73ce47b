import type { Group } from 'h5wasm'
import type { Budget } from '../budget'
import type { Hdf5 } from './library'

/** An open file: what the layouts read from. */
export interface Hdf5Source {
  hdf5: Hdf5
  bytes: Uint8Array
  name: string
  root: Group
  budget: Budget
}
