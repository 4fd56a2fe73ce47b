import { InputError } from '../../errors'
import type { Opening } from '../../session/opening'
import { DEFAULT_OPENING, openingOf, readOpening, writeOpening } from '../../session/opening'
import type { DetectRequest } from '../../session/request'
import { completed, DEFAULT_REQUEST, liesIn, readRequest, writeRequest } from '../../session/request'

/**
 * What a run is made of: how a file is opened, and what is asked of the search. It lives in the URL hash, so a colleague who gets the
 * address opens the same.
 */
export interface Run extends DetectRequest, Opening {}
export const DEFAULT_RUN: Run = { ...DEFAULT_REQUEST, ...DEFAULT_OPENING }

/** Reads a hash such as `#preset=fast&seed=7&epochs=40`. What is missing or makes no sense keeps its default. */
export function parseRun(hash: string): Run {
  const fields = new URLSearchParams(hash.replace(/^#/, ''))
  const sound = [...fields].filter(([name, text]) => makesSense(() => readRun({ [name]: text })))
  return readRun(Object.fromEntries(sound))
}

/** Preset and seed always stand in it: they say that the address is one of a run. */
export function formatRun(run: Run): string {
  const { preset, seed } = run
  const fields = new URLSearchParams({ preset, seed: String(seed), ...writeRequest(run), ...writeOpening(run) })
  // Commas may stand in a hash as they are, and a region is read by people too.
  return `#${fields.toString().replaceAll('%2C', ',')}`
}

/** The run, checked; throws an InputError that says what a value may be. */
export function soundRun(run: Run): Run {
  return { ...completed(run), ...readOpening(writeOpening(run)) }
}

/** Whether both open a file in the same way. */
export function opensAlike(one: Run, other: Run): boolean {
  return JSON.stringify(openingOf(one)) === JSON.stringify(openingOf(other))
}

function readRun(texts: Readonly<Partial<Record<string, string>>>): Run {
  return { ...readRequest(texts), ...readOpening(texts) }
}

interface Extent {
  width: number
  height: number
}

/** What is chosen for one file, and means nothing for the next. */
const OF_ONE_FILE = ['image', 'frames', 'pixelSize', 'crystal'] as const

/** What was open before. */
export interface Before {
  /** When it was opened or, while an address waits for its file, as the address has it. */
  run: Run
  /** Whether no file was opened so far. */
  waits: boolean
}

/** What is to be known of a micrograph that is opened by this run when another one follows it. */
export function beforeNext(before: Before | null, run: Run, simulated: boolean): Before {
  const waits = simulated && (before?.waits ?? true)
  return { run: waits && before ? before.run : run, waits }
}

/**
 * The run by which another file is opened: without what was chosen for the one before. What came with the address, before there was
 * any file, waits for its file while simulated micrographs are open.
 */
export function runForAnother(run: Run, before: Before | null): Run {
  if (!before) return run
  const goes = OF_ONE_FILE.filter((name) => !before.waits || run[name] !== before.run[name])
  return { ...run, ...Object.fromEntries(goes.map((name) => [name, DEFAULT_RUN[name]])) }
}

/**
 * The run when another micrograph is open. A region goes with the micrograph that it lies in where it does not lie in the new
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
