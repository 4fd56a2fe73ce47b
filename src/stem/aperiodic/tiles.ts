import type { Plane } from '../lattice/spectrum'

/** The picture is so many tiles wide and high. */
const TILES = 10

/** A part of the picture's pixels, the last row and column not among them, and which of the tiles it is. */
export interface Tile {
  left: number
  right: number
  top: number
  bottom: number
  column: number
  row: number
}

/** Tiles of all pixels that are `margin` or more from the edge. */
export function tilesOf({ width, height }: Pick<Plane, 'width' | 'height'>, margin: number): Tile[] {
  const edge = (k: number, pixels: number) => margin + Math.round((k * (pixels - 2 * margin)) / TILES)
  return Array.from({ length: TILES * TILES }, (_, k) => {
    const [column, row] = [k % TILES, Math.floor(k / TILES)]
    return {
      left: edge(column, width),
      right: edge(column + 1, width),
      top: edge(row, height),
      bottom: edge(row + 1, height),
      column,
      row,
    }
  })
}
