import type { Budget } from '../budget'
import { corrupt } from '../failures'

/** `GCOL`, version 1 and three zeros. */
const signature = [0x47, 0x43, 0x4f, 0x4c, 1, 0, 0, 0]

/**
 * Checks the global heaps, in which HDF5 keeps texts (format specification III.E): the library walks through the objects
 * of one by their sizes and takes these on trust, so that an object without a size would keep it busy for ever, and heaps that lie
 * in one another for too long.
 */
export function requireSoundHeaps(bytes: Uint8Array, name: string, budget: Budget): void {
  const lengthBytes = bytes[8] < 2 ? bytes[14] : bytes[10]
  if (lengthBytes !== 4 && lengthBytes !== 8) throw corrupt(name, `lengths of ${lengthBytes} bytes`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const size = (at: number) => (lengthBytes === 8 ? Number(view.getBigUint64(at, true)) : view.getUint32(at, true))
  for (let at = bytes.indexOf(signature[0]); at >= 0; at = bytes.indexOf(signature[0], at + 1)) {
    if (!signature.every((byte, index) => bytes[at + index] === byte)) continue
    if (at + 16 + lengthBytes > bytes.length) break
    const headerBytes = align(8 + lengthBytes)
    const end = Math.min(at + size(at + 8), bytes.length)
    budget.look(Math.max(0, end - at))
    for (let object = at + headerBytes; object + headerBytes <= end;) {
      const isFree = view.getUint16(object, true) === 0
      const step = isFree ? size(object + 8) : headerBytes + align(size(object + 8))
      if (step < headerBytes || object + step > end) throw corrupt(name, `a heap with an object of ${step} bytes`)
      object += step
    }
  }
}

function align(bytes: number): number {
  return Math.ceil(bytes / 8) * 8
}
