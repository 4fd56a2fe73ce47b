import { truncated, unsupported } from '../failures'
import { inflate } from '../inflate'
import { decompressXz } from '../xz/read'
import { decompressZstd } from '../zstd'
import { decompressLzw } from './lzw'

interface Compression {
  maxRatio: number
  /** Times as slow as inflating; left out where it is no slower. */
  slowness?: number
  /** `size` bytes, or fewer where the data end before. */
  decompress(name: string, data: Uint8Array, size: number): Uint8Array
}

const deflate: Compression = { maxRatio: 1032, decompress: (name, data, size) => inflate(name, [data], size) }

/** By the number in tag 259. */
const compressions: Partial<Record<number, Compression>> = {
  1: { maxRatio: 1, decompress: (_, data, size) => data.subarray(0, size) },
  // A code of 12 bits stands for a string of less than 4096 bytes.
  5: { maxRatio: 2731, decompress: decompressLzw },
  8: deflate,
  32773: { maxRatio: 64, decompress: decompressPackBits },
  32946: deflate,
  // Decoded whole with their pictures' own size, in chunk.ts.
  7: { maxRatio: 8 * 64, decompress: (_, data) => data },
  34925: { maxRatio: 7100, slowness: 8, decompress: decompressXz },
  // A block of 128 KiB that repeats one byte takes four.
  50000: { maxRatio: 32 * 1024, decompress: decompressZstd },
  34926: { maxRatio: 32 * 1024, decompress: decompressZstd },
}

const namesOfOthers: Partial<Record<number, string>> = {
  6: 'old-style JPEG',
  34887: 'LERC',
  34712: 'JPEG 2000',
  50001: 'WebP',
  50002: 'JPEG XL',
}

function methodOf(name: string, compression: number): Compression {
  const method = compressions[compression]
  if (method) return method
  throw unsupported(name, `a TIFF compressed by ${namesOfOthers[compression] ?? `method ${compression}`}`)
}

/** Bytes of pixels that one byte of the file can stand for at most. */
export function maxRatio(name: string, compression: number): number {
  return methodOf(name, compression).maxRatio
}

/** How many times slower than inflating its unpacking is. */
export function slowness(compression: number): number {
  return compressions[compression]?.slowness ?? 1
}

/** Exactly `size` bytes from one strip or tile. */
export function decompress(name: string, compression: number, data: Uint8Array, size: number): Uint8Array {
  const method = methodOf(name, compression)
  if (size > data.length * method.maxRatio)
    throw truncated(name, `${data.length} bytes cannot hold ${size} bytes of pixels`)
  const bytes = method.decompress(name, data, size)
  if (bytes.length < size) throw truncated(name, `a strip holds ${bytes.length} of ${size} bytes`)
  return bytes
}

/** Runs: a byte n < 128 is followed by n + 1 bytes as they are, n > 128 by one byte that is repeated 257 − n times. */
function decompressPackBits(_: string, data: Uint8Array, size: number): Uint8Array {
  const output = new Uint8Array(size)
  let filled = 0
  for (let at = 0; at < data.length && filled < size;) {
    const count = data[at++]
    if (count < 128) {
      const run = data.subarray(at, at + Math.min(count + 1, size - filled))
      output.set(run, filled)
      filled += run.length
      at += count + 1
    } else if (count > 128) {
      output.fill(data[at++], filled, filled + 257 - count)
      filled += 257 - count
    }
  }
  return output.subarray(0, filled)
}
