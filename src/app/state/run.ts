import { InputError } from '../../errors'
import type { DetectRequest } from '../../session/request'
import { DEFAULT_REQUEST, liesIn, readRequest, writeRequest } from '../../session/request'

/** What a run is made of; it lives in the URL hash, so a colleague who gets the address opens the same. */
export type Run = DetectRequest
export const DEFAULT_RUN: Run = DEFAULT_REQUEST

/** Reads a hash such as `#preset=fast&seed=7&epochs=40`. What is missing or makes no sense keeps its default. */
export function parseRun(hash: string): Run {
  const fields = new URLSearchParams(hash.replace(/^#/, ''))
  const sound = [...fields].filter(([name, text]) => makesSense(() => readRequest({ [name]: text })))
  return readRequest(Object.fromEntries(sound))
}

/** Preset and seed always stand in it: they say that the address is one of a run. */
export function formatRun(run: Run): string {
  const { preset, seed } = run
  const fields = new URLSearchParams({ preset, seed: String(seed), ...writeRequest(run) })
  // Commas may stand in a hash as they are, and a region is read by people too.
  return `#${fields.toString().replaceAll('%2C', ',')}`
}

interface Extent {
  width: number
  height: number
}

/**
 * The run when another micrograph is opened. A region goes with the micrograph that it lies in where it does not lie in the new
 * one; one that lies in neither came with the address, and waits for its own.
 */
export function runAfter(run: Run, before: Extent | null, opened: Extent): Run {
  const { region } = run
  const goes = region !== null && before !== null && liesIn(region, before) && !liesIn(region, opened)
  return goes ? { ...run, region: null } : run
}

/** Whether what an address says can be read. */
function makesSense(read: () => unknown): boolean {
  try {
    read()
    return true
  } catch (error) {
    if (error instanceof InputError) return false
    throw error
  }
}
