import type { Calibration } from '../../calibration'
import type { TiffDirectory } from '../directory'
import { fromFei } from './fei'
import { fromGatan } from './gatan'
import { fromImageJ } from './imagej'
import { fromJeol } from './jeol'
import { fromOme } from './ome'
import { fromResolution } from './resolution'
import { fromSis } from './sis'
import { fromTvips } from './tvips'

/** From the most particular to the most general: each finds the pixel size where its own program puts it, or nothing. */
const sources: ((page: TiffDirectory, first: TiffDirectory) => Calibration | null)[] = [
  fromGatan,
  fromTvips,
  fromFei,
  fromSis,
  fromOme,
  fromImageJ,
  fromJeol,
  fromResolution,
]

/** The pixel size of a page, only from where a microscopist put it. `first` is the page that describes the whole file. */
export function readCalibration(page: TiffDirectory, first: TiffDirectory): Calibration | null {
  for (const source of sources) {
    const found = source(page, first)
    if (found) return found
  }
  return null
}
