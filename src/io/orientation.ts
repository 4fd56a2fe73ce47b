/** A picture, row-major. */
export interface Plane {
  data: Float32Array
  width: number
  height: number
}

/**
 * How TIFF's and EXIF's orientations 1 to 8 are turned upright, after the place that the first pixel has: 2 top right, 3 bottom
 * right, 4 bottom left; 5 to 8 are the same with rows for columns.
 */
const turns: Partial<Record<number, { swapped?: true; flipX?: true; flipY?: true }>> = {
  2: { flipX: true },
  3: { flipX: true, flipY: true },
  4: { flipY: true },
  5: { swapped: true },
  6: { swapped: true, flipX: true },
  7: { swapped: true, flipX: true, flipY: true },
  8: { swapped: true, flipY: true },
}

/** Whether rows become columns. */
export function isOnItsSide(orientation: number): boolean {
  return turns[orientation]?.swapped ?? false
}

/** The picture upright; what is no orientation (0 is met) leaves it as it is. */
export function upright(stored: Plane, orientation: number): Plane {
  const turn = turns[orientation]
  if (!turn) return stored
  const { swapped, flipX, flipY } = turn
  const [width, height] = swapped ? [stored.height, stored.width] : [stored.width, stored.height]
  const data = new Float32Array(stored.data.length)
  for (let y = 0; y < height; y++) {
    const row = flipY ? height - 1 - y : y
    for (let x = 0; x < width; x++) {
      const column = flipX ? width - 1 - x : x
      data[y * width + x] = stored.data[swapped ? column * stored.width + row : row * stored.width + column]
    }
  }
  return { data, width, height }
}
