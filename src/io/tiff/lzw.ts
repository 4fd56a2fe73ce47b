import { corrupt } from '../failures'

const clear = 256
const end = 257
const maxCodes = 4096

/**
 * TIFF's LZW: most significant bit first, the code width growing one code early. The table is a chain: each code is the
 * string of an earlier code and one more byte. Returns at most `size` bytes, fewer when the data end before.
 */
export function decompressLzw(name: string, data: Uint8Array, size: number): Uint8Array {
  const prefix = new Uint16Array(maxCodes)
  const first = Uint8Array.from({ length: maxCodes }, (_, code) => code)
  const last = first.slice()
  const length = new Uint16Array(maxCodes).fill(1)
  const output = new Uint8Array(size)
  let filled = 0

  /** Backwards from the string's end, dropping what passes `size`. */
  const write = (code: number): void => {
    for (let link = code, at = filled + length[code] - 1; at >= filled; at--) {
      if (at < size) output[at] = last[link]
      link = prefix[link]
    }
    filled += length[code]
  }

  const nextCode = codesOf(data)
  let known = end + 1
  let width = 9
  let previous = -1
  while (filled < size) {
    const code = nextCode(width)
    if (code === end) break
    if (code === clear) {
      known = end + 1
      width = 9
      previous = -1
      continue
    }
    if (code > known || (code === known && previous < 0)) throw corrupt(name, 'its LZW data hold an impossible code')
    if (previous >= 0 && known < maxCodes) {
      prefix[known] = previous
      first[known] = first[previous]
      length[known] = length[previous] + 1
      // The previous string and the first byte of this one, which may be the new string itself.
      last[known] = first[code]
      known++
    }
    write(code)
    previous = code
    if (known >= (1 << width) - 1 && width < 12) width++
  }
  return output.subarray(0, Math.min(filled, size))
}

/** The next code of a given width in bits; `end` when there are no more bits. */
function codesOf(data: Uint8Array): (width: number) => number {
  let index = 0
  let bits = 0
  let bitCount = 0
  return (width) => {
    for (; bitCount < width; bitCount += 8) {
      if (index === data.length) return end
      bits = ((bits << 8) | data[index++]) & 0xffffff
    }
    bitCount -= width
    return (bits >> bitCount) & ((1 << width) - 1)
  }
}
