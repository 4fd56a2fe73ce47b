import { GALLERY } from '../stem/crystal/gallery'
import type { Projection } from '../stem/crystal/projection'
import { brightestColumn, nearestSpacing, projectionLabel, visibleColumns } from '../stem/crystal/projection'
import { scattering } from '../stem/crystal/elements'
import { sampleDefects } from '../stem/simulate/sample'

/** A simulated micrograph that can be asked for: a crystal that comes with Lacuna, with a few defects. */
export interface Sample {
  /** Of the crystal, as `SrTiO3 [001]`. */
  crystal: string
  /** How many columns do not belong. */
  defects: number
  /** What a small picture of the crystal shows: columns in a square of edge 1, `light` in parts of the brightest. */
  columns: readonly { x: number; y: number; radius: number; light: number }[]
}

/** Columns in a picture. */
const SHOWN = 12
/** Of the brightest columns, in nearest spacings. */
const RADIUS = 0.36

export function samples(): Sample[] {
  return Object.values(GALLERY).map((crystal) => ({
    crystal: projectionLabel(crystal),
    defects: sampleDefects(crystal).reduce((sum, { count }) => sum + count, 0),
    columns: columnsOf(crystal),
  }))
}

/** One of the brightest stands in the middle. */
function columnsOf(crystal: Projection): Sample['columns'] {
  const { a, b, angle } = crystal.cell
  const [cosine, sine] = [Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)]
  const brightest = brightestColumn(crystal)
  const edge = Math.sqrt((SHOWN * a * b * sine) / visibleColumns(crystal).length)
  const radius = (RADIUS * nearestSpacing(crystal)) / edge
  const cells = Array.from({ length: 2 * Math.ceil(edge / (Math.min(a, b) * sine)) + 1 }, (_, n) => n)
  const middle = (cells.length - 1) / 2
  return visibleColumns(crystal).flatMap(({ position: [u, v], atoms }) =>
    cells.flatMap((i) =>
      cells.flatMap((j) => {
        const [p, q] = [u - brightest.position[0] + i - middle, v - brightest.position[1] + j - middle]
        const [x, y] = [0.5 + (a * p + b * q * cosine) / edge, 0.5 + (b * q * sine) / edge]
        const light = scattering(atoms) / scattering(brightest.atoms)
        const isSeen = Math.max(Math.abs(x - 0.5), Math.abs(y - 0.5)) < 0.6
        return isSeen ? [{ x, y, radius: radius * Math.cbrt(light), light }] : []
      }),
    ),
  )
}
