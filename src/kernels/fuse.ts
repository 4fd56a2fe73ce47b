import type { Call } from './call'
import { aligned, Storage } from './storage'

/** The bindings of an optimiser's kernel: its gradients, and what is added here. */
export const GRADIENT = 1
const [SUMMED, SOURCES] = [5, 6]

/** Gradients that come from the same rows of partial sums: parameters begin at multiples of as many words. */
export const BLOCK = 64

/** What fusing may use: so many words for the rows, which are all kept until the optimiser runs, and a place for a table. */
interface Means {
  most: number
  upload: (values: Uint32Array) => Storage
}

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
export function fuseSums(calls: readonly Call[], keep: ReadonlySet<Storage>, means: Means): Call[] {
  return calls.reduce<Call[]>(
    (fused, call) => (call.kernel.label === 'adam' ? fuseInto(fused, call, keep, means) : fused),
    [...calls],
  )
}

/**
 * Two totals of which nobody but an addition knows: one call. The order of the sums stays. What had its place before,
 * such as weights, may change until the addition, so its total is taken where it stands.
 */
export function fuseTotals(calls: readonly Call[], keep: ReadonlySet<Storage>): Call[] {
  const usersOf = (storage: Storage) => calls.filter((call) => [...call.bindings.values()].includes(storage))
  const totalOf = (storage: Storage): Call | undefined => {
    const [first, ...others] = usersOf(storage)
    if (first.kernel.label !== 'total' || others.length !== 1 || keep.has(storage.root)) return undefined
    return first.bindings.get(0)!.placed ? undefined : first
  }
  const merged = new Map<Call, Call[]>()
  for (const call of calls) {
    if (call.kernel.label !== 'add' || call.kernel.constants.N !== 1) continue
    const [x, y] = [0, 1].map((binding) => totalOf(call.bindings.get(binding)!))
    if (x && y && x !== y) merged.set(call, [x, y])
  }
  const gone = new Set([...merged.values()].flat())
  return calls.flatMap((call) => {
    const pair = merged.get(call)
    return pair ? [pairOf(call, pair)] : gone.has(call) ? [] : [call]
  })
}

function pairOf(add: Call, [first, second]: Call[]): Call {
  const y = second.bindings.get(0)!
  return {
    ...first,
    kernel: { ...first.kernel, constants: { ...first.kernel.constants, PAIR: true, M: y.length } },
    bindings: new Map([
      [0, first.bindings.get(0)!],
      [1, add.bindings.get(2)!],
      [2, y],
    ]),
  }
}

function fuseInto(calls: Call[], adam: Call, keep: ReadonlySet<Storage>, means: Means): Call[] {
  const gradients = adam.bindings.get(GRADIENT)!
  if (keep.has(gradients.root)) return calls
  const sums = smallest(
    calls.filter((call) => isSumFor(call, gradients) && !isReadElsewhere(calls, call, adam)),
    means.most,
  )
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
    bindings: new Map([...adam.bindings, [SUMMED, home], [SOURCES, means.upload(table(sources, gradients.length))]]),
  }
  return calls.flatMap((call) => {
    if (sums.includes(call)) return []
    if (call === adam) return [summed]
    const bindings = new Map([...call.bindings].map(([binding, storage]) => [binding, moved.get(storage) ?? storage]))
    return [{ ...call, bindings }]
  })
}

/** As many sums as have their rows in `most` words. */
function smallest(sums: Call[], most: number): Call[] {
  const wordsOf = (sum: Call) => aligned(sum.bindings.get(0)!.length)
  let left = most
  const inOrder = sums.sort((a, b) => wordsOf(a) - wordsOf(b))
  return inOrder.filter((sum) => (left -= wordsOf(sum)) >= 0)
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
