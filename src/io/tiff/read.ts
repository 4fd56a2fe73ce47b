import { InputError } from '../../errors'
import { corrupt, decoding, truncated } from '../failures'
import { toGrey } from '../grey'
import type { FoundImage, ImageFile } from '../images'
import { imageFile } from '../images'
import { readSamples } from '../samples'
import { readCalibration } from './calibration'
import { decompress } from './compression'
import { readDirectories } from './directory'
import type { TiffDirectory } from './directory'
import { readLayout } from './layout'
import type { TiffLayout } from './layout'

/** In tag 254: a smaller copy of another page. */
const reducedCopy = 1

/** TIFF 6.0, classic (32-bit offsets). */
export function isTiff(bytes: Uint8Array): boolean {
  const [a, b, c, d] = bytes
  return (a === 0x49 && b === 0x49 && c === 42 && d === 0) || (a === 0x4d && b === 0x4d && c === 0 && d === 42)
}

/** Every page but reduced copies of others. What comes after the first page may be anything, and is then left out. */
export function openTiff(bytes: Uint8Array, name: string): ImageFile {
  return decoding(name, () => {
    const directories = readDirectories(bytes, name)
    if (directories.length === 0) throw corrupt(name, 'it has no page')
    const images = directories.flatMap((page, index) => {
      try {
        return page.number(254, 0) & reducedCopy && index > 0 ? [] : [describePage(page, index, directories.length)]
      } catch (cause) {
        if (index === 0 || !(cause instanceof InputError)) throw cause
        return []
      }
    })
    return imageFile(name, images)
  })
}

function describePage(page: TiffDirectory, index: number, pages: number): FoundImage {
  const layout = readLayout(page)
  const { width, height, kind, sampleBytes, photometric } = layout
  const colour = photometric === 'rgb' || photometric === 'palette'
  return {
    title: pages > 1 ? `${page.name} [${index + 1} of ${pages}]` : undefined,
    width,
    height,
    calibration: readCalibration(page),
    metadata: { format: 'TIFF', bits: sampleBytes * 8, samples: kind, pages, colour },
    pixels: () => decoding(page.name, () => toIntensity(page, layout, readAllSamples(page, layout))),
  }
}

/** Interleaved, `height × width × channels`. */
function readAllSamples(page: TiffDirectory, layout: TiffLayout): Float32Array {
  const { width, height, channels, tiled, chunkWidth, chunkHeight, offsets } = layout
  const across = Math.ceil(width / chunkWidth)
  const down = Math.ceil(height / chunkHeight)
  const interleaved = chunkChannels(layout)
  const samples = new Float32Array(width * height * channels)
  offsets.forEach((_, index) => {
    const left = (index % across) * chunkWidth
    const top = (Math.floor(index / across) % down) * chunkHeight
    const plane = Math.floor(index / (across * down))
    // The last strip ends with the picture; a tile is always whole.
    const rows = tiled ? chunkHeight : Math.min(chunkHeight, height - top)
    const chunk = readChunk(page, layout, index, rows)
    for (let y = 0; y < Math.min(rows, height - top); y++) {
      for (let x = 0; x < Math.min(chunkWidth, width - left); x++) {
        const to = ((top + y) * width + left + x) * channels + plane
        const from = (y * chunkWidth + x) * interleaved
        for (let channel = 0; channel < interleaved; channel++) samples[to + channel] = chunk[from + channel]
      }
    }
  })
  return samples
}

/** Channels whose samples lie side by side in a strip or tile. */
function chunkChannels({ planar, channels }: TiffLayout): number {
  return planar ? 1 : channels
}

/** The samples of one strip or tile, of which `rows` are in the file. */
function readChunk(page: TiffDirectory, layout: TiffLayout, index: number, rows: number): Float32Array {
  const { compression, sampleBytes, kind, differenced, offsets, byteCounts } = layout
  const { name, bytes, littleEndian } = page
  const stored = bytes.subarray(offsets[index], offsets[index] + byteCounts[index])
  if (stored.length < byteCounts[index]) throw truncated(name, `strip or tile ${index + 1} reaches beyond the end`)
  const rowBytes = layout.chunkWidth * chunkChannels(layout) * sampleBytes
  const data = decompress(name, compression, stored, rows * rowBytes)
  const undone = differenced ? withoutDifferences(data, layout, littleEndian) : data
  return readSamples(undone, kind, sampleBytes, littleEndian)
}

/** Each sample was stored as its difference to the one on its left, modulo its number of bits. */
function withoutDifferences(data: Uint8Array, layout: TiffLayout, little: boolean): Uint8Array {
  const { chunkWidth, sampleBytes: size } = layout
  const channels = chunkChannels(layout)
  const rowSamples = chunkWidth * channels
  const sums = data.slice()
  const view = new DataView(sums.buffer)
  for (let index = channels; index < sums.length / size; index++) {
    if (index % rowSamples < channels) continue
    const [at, left] = [index * size, (index - channels) * size]
    if (size === 1) view.setUint8(at, view.getUint8(at) + view.getUint8(left))
    else if (size === 2) view.setUint16(at, view.getUint16(at, little) + view.getUint16(left, little), little)
    else view.setUint32(at, view.getUint32(at, little) + view.getUint32(left, little), little)
  }
  return sums
}

function toIntensity(page: TiffDirectory, layout: TiffLayout, samples: Float32Array): Float32Array {
  const { channels, photometric, kind, sampleBytes } = layout
  if (photometric === 'rgb') return toGrey(samples, channels)
  const first = channels === 1 ? samples : samples.filter((_, index) => index % channels === 0)
  if (photometric === 'black-is-zero') return first
  if (photometric === 'palette') return first.map(paletteLookup(page, sampleBytes))
  const white = kind === 'uint' ? 2 ** (8 * sampleBytes) - 1 : 0
  return first.map((value) => white - value)
}

/** Tag 320 holds all reds, then all greens, then all blues, in 16 bits. */
function paletteLookup(page: TiffDirectory, sampleBytes: number): (index: number) => number {
  const colours = page.numbers(320) ?? []
  const count = 2 ** (8 * sampleBytes)
  if (colours.length !== 3 * count)
    throw corrupt(page.name, `its palette has ${colours.length / 3} of ${count} colours`)
  const rgb = Uint16Array.from({ length: 3 * count }, (_, at) => colours[(at % 3) * count + Math.floor(at / 3)])
  const grey = toGrey(rgb, 3)
  return (index) => grey[index]
}
