import { truncated } from '../failures'
import { decodeJpeg } from '../jpeg'
import { readSamples } from '../samples'
import { decompress, slowness } from './compression'
import type { TiffDirectory } from './directory'
import type { TiffLayout } from './layout'
import { jpeg } from './layout'

/** Interleaved, `height × width × channels`. */
export function readAllSamples(page: TiffDirectory, layout: TiffLayout): Float32Array {
  const { width, height, channels, tiled, chunkWidth, chunkHeight, offsets } = layout
  const across = Math.ceil(width / chunkWidth)
  const down = Math.ceil(height / chunkHeight)
  const interleaved = chunkChannels(layout)
  // All channels, the one that is wanted, and that one upright; a strip as it is unpacked and as samples.
  page.budget.hold(4 * (width * height * (channels + 2) + 3 * chunkWidth * chunkHeight * interleaved))
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
  const { compression, bits, kind, predictor, offsets, byteCounts, chunkWidth } = layout
  const { name, bytes, littleEndian } = page
  const stored = bytes.subarray(offsets[index], offsets[index] + byteCounts[index])
  if (stored.length < byteCounts[index]) throw truncated(name, `strip or tile ${index + 1} reaches beyond the end`)
  const channels = chunkChannels(layout)
  if (compression === jpeg) return decodedJpeg(page, layout, stored, rows)
  const rowBytes = Math.ceil((chunkWidth * channels * bits) / 8)
  page.budget.unpack(rows * rowBytes, slowness(compression))
  const data = decompress(name, compression, stored, rows * rowBytes)
  const row = { samples: chunkWidth * channels, channels, bytes: bits / 8 }
  if (bits % 8 !== 0) return unpacked(data, bits, row.samples, rows)
  if (predictor === 'floating-point') return readSamples(withoutByteDifferences(data, row), kind, bits / 8, false)
  const undone = predictor === 'horizontal' ? withoutDifferences(data, row, littleEndian) : data
  return readSamples(undone, kind, bits / 8, littleEndian)
}

interface Row {
  samples: number
  channels: number
  /** Of one sample. */
  bytes: number
}

/** The tables that all strips share stand in tag 347, as a JPEG without a picture. */
function decodedJpeg(page: TiffDirectory, layout: TiffLayout, stored: Uint8Array, rows: number): Float32Array {
  const { name } = page
  const { chunkWidth, photometric } = layout
  const tables = page.bytesOf(347)
  const [head, rest] = tables ? [tables.subarray(0, -2), stored.subarray(2)] : [stored, new Uint8Array(0)]
  page.budget.look(head.length)
  const whole = new Uint8Array(head.length + rest.length)
  whole.set(head)
  whole.set(rest, head.length)
  const picture = decodeJpeg(whole, photometric === 'ycbcr', page)
  if (picture.width !== chunkWidth || picture.height < rows)
    throw truncated(name, `a strip of ${picture.width} × ${picture.height} pixels, not ${chunkWidth} × ${rows}`)
  const channels = chunkChannels(layout)
  const samples = new Float32Array(chunkWidth * rows * channels)
  for (let at = 0; at < samples.length; at++) {
    samples[at] = picture.data[Math.floor(at / channels) * 4 + (at % channels)]
  }
  return samples
}

/** Samples of any number of bits, the most significant first. */
function unpacked(data: Uint8Array, bits: number, rowSamples: number, rows: number): Float32Array {
  const samples = new Float32Array(rowSamples * rows)
  const rowBytes = Math.ceil((rowSamples * bits) / 8)
  for (let index = 0; index < samples.length; index++) {
    const bit = Math.floor(index / rowSamples) * rowBytes * 8 + (index % rowSamples) * bits
    const at = bit >> 3
    const three = (data[at] << 16) | ((data[at + 1] ?? 0) << 8) | (data[at + 2] ?? 0)
    samples[index] = (three >> (24 - (bit & 7) - bits)) & ((1 << bits) - 1)
  }
  return samples
}

/** Each sample was stored as its difference to the one on its left, modulo its number of bits. */
function withoutDifferences(data: Uint8Array, { samples, channels, bytes: size }: Row, little: boolean): Uint8Array {
  const sums = data.slice()
  const view = new DataView(sums.buffer)
  for (let index = channels; index < sums.length / size; index++) {
    if (index % samples < channels) continue
    const [at, left] = [index * size, (index - channels) * size]
    if (size === 1) view.setUint8(at, view.getUint8(at) + view.getUint8(left))
    else if (size === 2) view.setUint16(at, view.getUint16(at, little) + view.getUint16(left, little), little)
    else if (size === 4) view.setUint32(at, view.getUint32(at, little) + view.getUint32(left, little), little)
    else view.setBigUint64(at, view.getBigUint64(at, little) + view.getBigUint64(left, little), little)
  }
  return sums
}

/**
 * Floats by Adobe's technical note 3: a row holds the first bytes of all samples, then their second bytes …, most significant
 * first in either byte order, and each byte as its difference to the one before. Returns them big-endian.
 */
function withoutByteDifferences(data: Uint8Array, { samples, channels, bytes: size }: Row): Uint8Array {
  const rowBytes = samples * size
  const floats = new Uint8Array(data.length)
  const row = new Uint8Array(rowBytes)
  for (let start = 0; start + rowBytes <= data.length; start += rowBytes) {
    row.set(data.subarray(start, start + rowBytes))
    for (let at = channels; at < rowBytes; at++) row[at] += row[at - channels]
    for (let at = 0; at < rowBytes; at++) floats[start + (at % samples) * size + Math.floor(at / samples)] = row[at]
  }
  return floats
}
