import type { Plane } from '../lattice/spectrum'
import { norm } from '../math/vector'

/** Shifts are looked at up to this, px. */
const LONGEST = 72
/** Places that tell the mean product at one shift, about. */
const PLACES = 3000
/** Noise of neighbouring pixels is alike; the autocorrelation is followed from here on, px. */
const SHORTEST = 3
/** A rise of less than this part of the variance after a minimum is chance. */
const RISE = 0.01

/**
 * How far from a column the picture is darkest on average, px: the first minimum of the autocorrelation over all directions.
 * Half the distance to the next column or somewhat more, whatever their order. Null where there is none: nothing stands beside
 * anything. The picture is flattened.
 */
export function gapRadius(picture: Plane): number | null {
  const along = radialAutocorrelation(picture)
  let least = SHORTEST
  for (let r = SHORTEST; r < along.length; r++) {
    if (along[r] < along[least]) least = r
    else if (along[r] > along[least] + RISE * along[0]) break
  }
  return along[least] < 0 && least > SHORTEST && least < along.length - 1 ? least : null
}

/** Mean product of two pixels by their distance, in whole px. */
function radialAutocorrelation({ data, width, height }: Plane): Float64Array {
  const reach = Math.min(LONGEST, Math.floor((Math.min(width, height) - 1) / 3))
  const stride = Math.max(1, Math.floor(Math.sqrt((width * height) / PLACES)))
  const [sums, counts] = [new Float64Array(reach + 1), new Float64Array(reach + 1)]
  for (let dy = 0; dy <= reach; dy++) {
    for (let dx = -reach; dx <= reach; dx++) {
      const ring = Math.round(norm(dx, dy))
      if (ring > reach || (dy === 0 && dx < 0)) continue
      const way = dy * width + dx
      let sum = 0
      let count = 0
      for (let y = 0; y < height - dy; y += stride) {
        const end = y * width + width - Math.max(0, dx)
        for (let at = y * width + Math.max(0, -dx); at < end; at += stride, count++) sum += data[at] * data[at + way]
      }
      sums[ring] += sum
      counts[ring] += count
    }
  }
  return sums.map((sum, ring) => sum / Math.max(1, counts[ring]))
}
