import type { Faults } from './faults'

/** What takes memory for numbers. */
const ARRAYS = [
  'ArrayBuffer',
  'Int8Array',
  'Uint8Array',
  'Uint8ClampedArray',
  'Int16Array',
  'Uint16Array',
  'Int32Array',
  'Uint32Array',
  'Float32Array',
  'Float64Array',
  'BigInt64Array',
  'BigUint64Array',
] as const

/**
 * Does `work` in a realm whose arrays of `least` bytes or more are the points: the one that is chosen finds no memory, as V8 says
 * it. Arrays that the platform makes of its own accord (`slice`, `map`) do not count.
 */
export async function withMemoryFaults<T>(faults: Faults, least: number, work: () => Promise<T>): Promise<T> {
  const real = ARRAYS.map((name) => [name, globalThis[name]] as const)
  for (const [name, array] of real) {
    const failing: typeof array = new Proxy(array, {
      construct(target, args: unknown[], whoever: () => void): object {
        const bytes = bytesOf(args[0], 'BYTES_PER_ELEMENT' in target ? target.BYTES_PER_ELEMENT : 1)
        if (bytes >= least && faults.meet(`${bytes} bytes for a new ${name}`))
          throw new RangeError('Array buffer allocation failed')
        return Reflect.construct(target, args, whoever === (failing as unknown) ? target : whoever) as object
      },
    })
    Object.assign(globalThis, { [name]: failing })
  }
  try {
    return await work()
  } finally {
    Object.assign(globalThis, Object.fromEntries(real))
  }
}

/** A view of a buffer takes none. */
function bytesOf(asked: unknown, perElement: number): number {
  if (typeof asked === 'number') return asked * perElement
  const isList = Array.isArray(asked) || ArrayBuffer.isView(asked)
  return isList && 'length' in asked ? Number(asked.length) * perElement : 0
}
