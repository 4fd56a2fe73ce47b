import { vertex } from '../math/interpolate'
import { quantile } from '../math/quantile'
import { median } from '../math/robust'
import type { Picture } from './picture'

/** Rows are compared over so many px in their middle, up to so far moved along them. */
const LENGTH = 1024
const FARTHEST = 16
/** Moved back, rows agree by this part of what neighbouring rows usually do more than they do as they are, and as they are by less than this part of what they do then. */
const GAIN = 0.4
const AS_THEY_ARE = 0.65
/** Of peaks as high as this part of the highest the nearest is the one. */
const AS_HIGH = 0.7
/** No row gains as much by chance, nor for planes that lie close: the highest gain but of one row in fifty, times so many. */
const USUAL = 0.98
const RARE = 2

/** Where the scan has moved along the rows: from `row` on all stands so many px further right. */
export interface ScanJump {
  row: number
  by: number
}

/**
 * Rows from which on the picture is moved sideways, as where the specimen or the scan has jumped. A probe is several rows high, so neighbouring rows look alike;
 * beyond a jump they do when one is moved. Between planes of a crystal, which may be moved against each other, rows are dark and
 * count little: products are not brought to the rows' own contrast.
 */
export function findScanJumps(picture: Picture, masked: Uint8Array): ScanJump[] {
  const { height } = picture
  const across = Math.min(LENGTH, picture.width)
  const length = across - 2 * FARTHEST
  if (length < 4 * FARTHEST || height < 4) return []
  const rows = pairsOfRows(picture, masked, across)
  // By how much the products at each row gain from moving the rows below back, and how far.
  const gain = new Float64Array(height)
  const by = new Float64Array(height)
  const usual = new Float64Array(height)
  const products = new Float64Array(2 * FARTHEST + 1)
  for (let row = 2; row < height - 1; row++) {
    const above = (row - 2) * across + FARTHEST
    const below = row * across
    const still = rows.subarray(above, above + length)
    for (let k = 0; k < products.length; k += 4) movedProducts(still, rows.subarray(below + k), products, k)
    const best = nearestPeak(products)
    usual[row] = products[FARTHEST]
    gain[row] = products[best] - products[FARTHEST]
    by[row] = best - FARTHEST + vertex(products[best - 1], products[best], products[best + 1])
  }
  const scale = median(usual.subarray(2, height - 1))
  const least = Math.max(GAIN * scale, RARE * quantile(gain.slice(2, height - 1).sort(), USUAL))
  const jumps: ScanJump[] = []
  for (let row = 2; row < height - 1; row++) {
    const isHighest = gain[row] >= gain[row - 1] && gain[row] > gain[row + 1]
    const isMoved = usual[row] < AS_THEY_ARE * (usual[row] + gain[row])
    if (isHighest && isMoved && gain[row] > least) jumps.push({ row, by: by[row] })
  }
  return jumps
}

/** The products of a row with another that is moved by 0, 1, 2 and 3 px, into four places of a list, from `first` on: four together, for a sum alone waits for itself. */
function movedProducts(still: Float32Array, moved: Float32Array, out: Float64Array, first: number): void {
  let p = 0
  let q = 0
  let u = 0
  let v = 0
  let one = moved[0]
  let two = moved[1]
  let three = moved[2]
  for (let x = 0; x < still.length; x++) {
    const own = still[x]
    const four = moved[x + 3]
    p += own * one
    q += own * two
    u += own * three
    v += own * four
    one = two
    two = three
    three = four
  }
  // Writes beyond the end of a typed array are none.
  out[first] = p
  out[first + 1] = q
  out[first + 2] = u
  out[first + 3] = v
}

/** Each row and the next together, so many px in their middle, less their mean: [height, across]; 0 where they are masked. */
function pairsOfRows({ data, width, height }: Picture, masked: Uint8Array, across: number): Float32Array {
  const left = (width - across) >> 1
  const out = new Float32Array(height * across)
  for (let row = 0; row < height - 1; row++) {
    const from = row * width + left
    const to = row * across
    let sum = 0
    let count = 0
    for (let at = from; at < from + across; at++) {
      if (masked[at] || masked[at + width]) continue
      sum += data[at] + data[at + width]
      count++
    }
    const mean = sum / Math.max(1, count)
    for (let x = 0, at = from; x < across; x++, at++) {
      if (!masked[at] && !masked[at + width]) out[to + x] = data[at] + data[at + width] - mean
    }
  }
  return out
}

/** The peak nearest to the middle of those that are about as high as the highest: a crystal repeats, and from a repeat too far all looks the same. */
function nearestPeak(products: Float64Array): number {
  const middle = products.length >> 1
  let highest = middle
  for (let k = 1; k < products.length - 1; k++) if (products[k] > products[highest]) highest = k
  let best = highest
  for (let k = 1; k < products.length - 1; k++) {
    const isPeak = products[k] >= products[k - 1] && products[k] >= products[k + 1]
    if (isPeak && products[k] > AS_HIGH * products[highest] && Math.abs(k - middle) < Math.abs(best - middle)) best = k
  }
  return best
}
