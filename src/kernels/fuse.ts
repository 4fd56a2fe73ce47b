import type { Call } from './call'
import { aligned, Storage } from './storage'

/** The bindings of an optimiser's kernel: its gradients, and what is added here. */
export const GRADIENT = 1
const [SUMMED, SOURCES] = [5, 6]

/** Gradients that come from the same rows of partial sums: parameters begin at multiples of as many words. */
export const BLOCK = 64

/** Gives numbers that the calls share a place of their own. */
type Upload = (values: Uint32Array) => Storage

/** A sum of rows whose result only the optimiser reads. */
interface Source {
  sum: Call
  rows: number
  columns: number
  /** Where the gradient begins among all of them, and where the rows begin among those of all sources. */
  place: number
  base: number
}

/**
 * Calls of a step to be compiled, in fewer dispatches: what splits its inner dimension leaves rows of partial sums, and
 * where the optimiser alone reads their sum, it adds them up itself, in the same order. The gradients that it so takes
 * are then not written; they are kept where `keep` asks for them or another call reads them.
 */
export function fuseSums(calls: readonly Call[], keep: ReadonlySet<Storage>, upload: Upload): Call[] {
  return calls.reduce<Call[]>(
    (fused, call) => (call.kernel.label === 'adam' ? fuseInto(fused, call, keep, upload) : fused),
    [...calls],
  )
}

function fuseInto(calls: Call[], adam: Call, keep: ReadonlySet<Storage>, upload: Upload): Call[] {
  const gradients = adam.bindings.get(GRADIENT)!
  if (keep.has(gradients.root)) return calls
  const sums = calls.filter((call) => isSumFor(call, gradients) && !isReadElsewhere(calls, call, adam))
  if (sums.length === 0) return calls
  let words = 0
  const sources = sums.map((sum): Source => {
    const [rows, out] = [sum.bindings.get(0)!, sum.bindings.get(1)!]
    const base = words
    words += aligned(rows.length)
    return { sum, rows: rows.length / out.length, columns: out.length, place: out.start - gradients.start, base }
  })
  const home = Storage.unplaced(words)
  const moved = new Map(
    sources.map(({ sum, base }) => {
      const rows = sum.bindings.get(0)!
      return [rows, home.view(base, rows.length)]
    }),
  )
  const summed: Call = {
    ...adam,
    kernel: { ...adam.kernel, constants: { ...adam.kernel.constants, SUMS: true, SUMMED4: words / 4 } },
    bindings: new Map([...adam.bindings, [SUMMED, home], [SOURCES, upload(table(sources, gradients.length))]]),
  }
  return calls.flatMap((call) => {
    if (sums.includes(call)) return []
    if (call === adam) return [summed]
    const bindings = new Map([...call.bindings].map(([binding, storage]) => [binding, moved.get(storage) ?? storage]))
    return [{ ...call, bindings }]
  })
}

/** It adds up rows that only it reads, into the gradient of a parameter. */
function isSumFor({ kernel, bindings }: Call, gradients: Storage): boolean {
  if (kernel.label !== 'sum rows' || kernel.constants.PARTS !== 1 || kernel.constants.GROUPS !== 1) return false
  const [rows, out] = [bindings.get(0)!, bindings.get(1)!]
  return isWithin(out, gradients) && out.base !== null && !rows.root.placed && rows.base === null
}

/** Another call than the two reads its result, or its rows have more than one reader. */
function isReadElsewhere(calls: readonly Call[], sum: Call, adam: Call): boolean {
  const [rows, out] = [sum.bindings.get(0)!, sum.bindings.get(1)!]
  let users = 0
  for (const call of calls) {
    for (const storage of call.bindings.values()) {
      if (storage.root === rows) users++
      if (call !== sum && call !== adam && overlaps(storage, out)) return true
    }
  }
  return users !== 2
}

function isWithin(part: Storage, whole: Storage): boolean {
  return part.root === whole.root && part.start >= whole.start && part.start + part.length <= whole.start + whole.length
}

function overlaps(a: Storage, b: Storage): boolean {
  return a.root === b.root && a.start < b.start + b.length && b.start < a.start + a.length
}

/** For every block of gradients: where its rows begin, how many there are, their length, and its place in one. */
function table(sources: readonly Source[], length: number): Uint32Array {
  const out = new Uint32Array((length / BLOCK) * 4)
  for (const { rows, columns, place, base } of sources) {
    for (let at = 0; at < columns; at += BLOCK) out.set([base, rows, columns, at], ((place + at) / BLOCK) * 4)
  }
  return out
}
