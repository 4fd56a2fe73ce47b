import { maxPixels, requireReadableSize } from '../check'
import { corrupt, truncated, unsupported } from '../failures'
import { isSampleType } from '../samples'
import type { SampleKind } from '../samples'
import { maxRatio } from './compression'
import type { TiffDirectory } from './directory'

/** How a page's pixels lie in the file. A chunk is a strip or a tile. */
export interface TiffLayout {
  width: number
  height: number
  /** Samples a pixel. */
  channels: number
  kind: SampleKind
  /** Bits of a sample; where they fill no whole bytes, each row begins a new one. */
  bits: number
  photometric: Photometric
  compression: number
  predictor: Predictor
  /** Each channel has chunks of its own, one channel after the other. */
  planar: boolean
  tiled: boolean
  chunkWidth: number
  chunkHeight: number
  offsets: number[]
  byteCounts: number[]
}

/** Rows of a chunk hold samples, differences to the left neighbour, or differences of the bytes of floats, most significant first. */
type Predictor = 'none' | 'horizontal' | 'floating-point'

type Photometric = 'white-is-zero' | 'black-is-zero' | 'rgb' | 'palette' | 'ycbcr'

const kinds: Partial<Record<number, SampleKind>> = { 0: 'uint', 1: 'uint', 2: 'int', 3: 'float', 4: 'uint' }

const photometrics: Partial<Record<number, Photometric>> = {
  0: 'white-is-zero',
  1: 'black-is-zero',
  2: 'rgb',
  3: 'palette',
  6: 'ycbcr',
}

const predictors: Partial<Record<number, Predictor>> = { 1: 'none', 2: 'horizontal', 3: 'floating-point' }

const uncompressed = 1
export const jpeg = 7

export function readLayout(page: TiffDirectory): TiffLayout {
  const { name } = page
  const [width, height] = [page.number(256, 0), page.number(257, 0)]
  requireReadableSize(name, width, height)

  const allBits = page.numbers(258) ?? [1]
  const [bits] = allBits
  const kind = kinds[page.number(339, 1)]
  if (allBits.some((count) => count !== bits)) throw unsupported(name, 'a TIFF whose channels differ in bits')
  if (!kind || !isReadable(kind, bits)) throw unsupported(name, `a TIFF of ${bits}-bit ${kind ?? 'complex'} samples`)
  if (page.number(266, 1) === 2) throw unsupported(name, 'a TIFF with the bits of its bytes in reverse')

  const channels = page.number(277, 1)
  requireReadableSize(name, width, height, channels)
  const compression = page.number(259, uncompressed)
  const photometric = photometrics[page.number(262, 1)]
  if (!photometric || (photometric === 'ycbcr' && compression !== jpeg))
    throw unsupported(name, `a TIFF of colour space ${page.number(262, 1)}`)
  if (photometric === 'rgb' && channels < 3) throw corrupt(name, `it has ${channels} of three colours`)

  const planar = page.number(284, 1) === 2 && channels > 1
  const shape = { width, height, bits, channels: planar ? 1 : channels }
  const chunks = readChunks(page, shape, planar ? channels : 1, compression)
  requireHeld(page, compression, chunks.byteCounts, height * Math.ceil((width * channels * bits) / 8))
  return {
    width,
    height,
    channels,
    kind,
    bits,
    photometric,
    compression,
    predictor: predictorOf(page, kind, bits),
    planar,
    ...chunks,
  }
}

/** Whole bytes of any kind; fewer or other bits of cameras, up to 16. */
function isReadable(kind: SampleKind, bits: number): boolean {
  return isSampleType(kind, bits / 8) || (kind === 'uint' && bits >= 2 && bits <= 16)
}

function predictorOf(page: TiffDirectory, kind: SampleKind, bits: number): Predictor {
  const number = page.number(317, 1)
  const predictor = predictors[number]
  const fits = predictor === 'none' || (predictor === 'horizontal' ? bits % 8 === 0 : kind === 'float')
  if (predictor && fits) return predictor
  throw unsupported(page.name, `a TIFF with predictor ${number} of ${bits} bits`)
}

/** Before memory is taken for the picture: can the file hold it at all? */
function requireHeld({ name, bytes }: TiffDirectory, compression: number, byteCounts: number[], size: number): void {
  const stored = byteCounts.reduce((sum, count) => sum + count, 0)
  if (stored > bytes.length) throw truncated(name, `it announces ${stored} bytes of pixels and holds ${bytes.length}`)
  if (size > stored * maxRatio(name, compression))
    throw corrupt(name, `${stored} bytes cannot hold ${size} bytes of pixels`)
}

interface Shape {
  width: number
  height: number
  bits: number
  /** That lie side by side in a chunk. */
  channels: number
}

function readChunks(
  page: TiffDirectory,
  { width, height, bits, channels }: Shape,
  planes: number,
  compression: number,
) {
  const { name } = page
  const tiled = page.has(322)
  const chunkWidth = tiled ? page.number(322, 0) : width
  const chunkHeight = tiled ? page.number(323, 0) : Math.min(page.number(278, height), height)
  requireReadableSize(name, chunkWidth, chunkHeight)

  const count = Math.ceil(width / chunkWidth) * Math.ceil(height / chunkHeight) * planes
  // Tiles reach beyond the picture's edges; far beyond, their decoding would take any time.
  if (count * chunkWidth * chunkHeight > 2 * maxPixels * planes)
    throw corrupt(name, 'its tiles are larger than the picture')
  const offsets = page.numbers(tiled ? 324 : 273)
  if (offsets?.length !== count)
    throw corrupt(name, `it needs ${count} strips or tiles and lists ${offsets?.length ?? 0}`)
  const given = page.numbers(tiled ? 325 : 279)
  if (given && given.length !== count)
    throw corrupt(name, `it needs ${count} strips or tiles and lists ${given.length} sizes`)
  const needed = (index: number) => {
    const strip = index % (count / planes)
    const rows = tiled ? chunkHeight : Math.min(chunkHeight, height - strip * chunkHeight)
    return rows * Math.ceil((chunkWidth * channels * bits) / 8)
  }
  // Without compression the picture says how many bytes there are. Some programs leave the sizes out, or write bits for bytes.
  const byteCounts = offsets.map((offset, index) => {
    if (compression === uncompressed) return needed(index)
    return given?.[index] ?? Math.max(0, page.bytes.length - offset)
  })
  return { tiled, chunkWidth, chunkHeight, offsets, byteCounts }
}
