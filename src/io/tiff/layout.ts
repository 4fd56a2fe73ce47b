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
  sampleBytes: number
  photometric: 'white-is-zero' | 'black-is-zero' | 'rgb' | 'palette'
  compression: number
  /** Each row of a chunk holds differences to the left neighbour. */
  differenced: boolean
  /** Each channel has chunks of its own, one channel after the other. */
  planar: boolean
  tiled: boolean
  chunkWidth: number
  chunkHeight: number
  offsets: number[]
  byteCounts: number[]
}

const kinds: Partial<Record<number, SampleKind>> = { 1: 'uint', 2: 'int', 3: 'float', 4: 'uint' }

const photometrics = ['white-is-zero', 'black-is-zero', 'rgb', 'palette'] as const

export function readLayout(page: TiffDirectory): TiffLayout {
  const { name } = page
  const [width, height] = [page.number(256, 0), page.number(257, 0)]
  requireReadableSize(name, width, height)

  const bits = page.numbers(258) ?? [1]
  const kind = kinds[page.number(339, 1)]
  if (bits.some((count) => count !== bits[0])) throw unsupported(name, 'a TIFF whose channels differ in bits')
  if (!kind || !isSampleType(kind, bits[0] / 8))
    throw unsupported(name, `a TIFF of ${bits[0]}-bit ${kind ?? 'complex'} samples`)

  const channels = page.number(277, 1)
  requireReadableSize(name, width, height, channels)
  const photometric = photometrics[page.number(262, 1)] as TiffLayout['photometric'] | undefined
  if (!photometric) throw unsupported(name, `a TIFF of colour space ${page.number(262, 1)}`)
  if (photometric === 'rgb' && channels < 3) throw corrupt(name, `it has ${channels} of three colours`)

  const orientation = page.number(274, 1)
  if (orientation !== 1) throw unsupported(name, `a TIFF of orientation ${orientation}`, 'save it upright')

  const sampleBytes = bits[0] / 8
  const predictor = page.number(317, 1)
  if (predictor > 2 || (predictor === 2 && sampleBytes > 4))
    throw unsupported(name, `a TIFF with predictor ${predictor}`)

  const planar = page.number(284, 1) === 2 && channels > 1
  const compression = page.number(259, 1)
  const chunks = readChunks(page, width, height, planar ? channels : 1)
  requireHeld(page, compression, chunks.byteCounts, width * height * channels * sampleBytes)
  return {
    width,
    height,
    channels,
    kind,
    sampleBytes,
    photometric,
    compression,
    differenced: predictor === 2,
    planar,
    ...chunks,
  }
}

/** Before memory is taken for the picture: can the file hold it at all? */
function requireHeld({ name, bytes }: TiffDirectory, compression: number, byteCounts: number[], size: number): void {
  const stored = byteCounts.reduce((sum, count) => sum + count, 0)
  if (stored > bytes.length) throw truncated(name, `it announces ${stored} bytes of pixels and holds ${bytes.length}`)
  if (size > stored * maxRatio(name, compression))
    throw corrupt(name, `${stored} bytes cannot hold ${size} bytes of pixels`)
}

function readChunks(page: TiffDirectory, width: number, height: number, planes: number) {
  const { name } = page
  const tiled = page.numbers(322) !== null
  const chunkWidth = tiled ? page.number(322, 0) : width
  const chunkHeight = tiled ? page.number(323, 0) : Math.min(page.number(278, height), height)
  requireReadableSize(name, chunkWidth, chunkHeight)

  const count = Math.ceil(width / chunkWidth) * Math.ceil(height / chunkHeight) * planes
  // Tiles reach beyond the picture's edges; far beyond, their decoding would take any time.
  if (count * chunkWidth * chunkHeight > 2 * maxPixels * planes)
    throw corrupt(name, 'its tiles are larger than the picture')
  const offsets = page.numbers(tiled ? 324 : 273)
  const byteCounts = page.numbers(tiled ? 325 : 279)
  if (offsets?.length !== count || byteCounts?.length !== count) {
    throw corrupt(
      name,
      `it needs ${count} strips or tiles and lists ${Math.min(offsets?.length ?? 0, byteCounts?.length ?? 0)}`,
    )
  }
  return { tiled, chunkWidth, chunkHeight, offsets, byteCounts }
}
