import { Decompress } from 'fzstd'
import { ByteReader } from './byte-reader'
import { corrupt, decoding, truncated, unsupported } from './failures'

/** RFC 8878. */
const magic = 0xfd2fb528
/** What a window may take of memory: more than any encoder takes by itself. */
const maxWindow = 2 ** 27
/** Small enough that one step of a hostile stream stays small as well. */
const stepBytes = 16 * 1024

/** A Zstandard frame that must hold `size` bytes at least; what follows is not looked at. */
export function decompressZstd(name: string, data: Uint8Array, size: number): Uint8Array {
  requireReasonableWindow(name, data)
  const output = new Uint8Array(size)
  let filled = 0
  const stream = new Decompress((chunk) => {
    const part = chunk.subarray(0, size - filled)
    output.set(part, filled)
    filled += part.length
  })
  decoding(name, () => {
    for (let start = 0; start < data.length && filled < size; start += stepBytes) {
      stream.push(data.subarray(start, start + stepBytes), start + stepBytes >= data.length)
    }
  })
  if (filled < size) throw truncated(name, `it holds ${filled} of ${size} bytes of pixels`)
  return output
}

/** The decoder takes memory for the window that a frame's header asks for. */
function requireReasonableWindow(name: string, data: Uint8Array): void {
  const reader = new ByteReader(data, name, true)
  if (reader.u32() !== magic) throw corrupt(name, 'its Zstandard data do not begin like such')
  const descriptor = reader.u8()
  const single = (descriptor & 0x20) !== 0
  const window = reader.u8()
  if (!single && 2 ** (10 + (window >> 3)) * (1 + (window & 7) / 8) <= maxWindow) return
  if (single) {
    reader.offset--
    reader.take([0, 1, 2, 4][descriptor & 3])
    const size = [() => reader.u8(), () => reader.u16() + 256, () => reader.u32(), () => reader.u64()][
      descriptor >> 6
    ]()
    if (size <= maxWindow * 4) return
  }
  throw unsupported(name, 'Zstandard data of a window this large', 'save it with another compression')
}
