import { connected } from '../math/connected'
import { median } from '../math/robust'
import type { Picture } from './picture'

/** Fewer pixels of one value are chance, or the clipped top of a column. */
const LEAST_PIXELS = 64
/** An area is a border or a dead line, not vacuum, if the picture beside it has this part of its median height already. */
const ABRUPT = 0.4
/** And if no more than this part of all other pixels has its value too, as many have in a picture of few electrons. */
const MOST_ELSEWHERE = 0.02

/**
 * Areas of exactly one value that reach the frame: what is left without data when frames are aligned or turned, and rows that the
 * scan has lost. Vacuum without a single count passes into the specimen by and by, and is none.
 */
export function constantAreas(picture: Picture): number[][] {
  const { data, width } = picture
  const isConstant = new Uint8Array(data.length)
  for (let at = 0; at < data.length; at++) {
    const value = data[at]
    if (data[at - 1] !== value && data[at + 1] !== value) continue
    const x = at % width
    const [left, right] = [x > 0 && data[at - 1] === value, x < width - 1 && data[at + 1] === value]
    const atEdge = x === 0 || x === width - 1
    if ((left && right) || (atEdge && (left || right))) isConstant[at] = 1
  }
  const neighbours = (at: number) => {
    const x = at % width
    const near = [at - width, at + width, ...(x > 0 ? [at - 1] : []), ...(x < width - 1 ? [at + 1] : [])]
    return near.filter((other) => other >= 0 && other < data.length)
  }
  let levels: { value: number; usual: number; pixels: number } | null = null
  return connected(
    data.length,
    (at) => isConstant[at] === 1,
    (at) => neighbours(at).filter((near) => data[near] === data[at]),
  ).filter((area) => {
    if (area.length < LEAST_PIXELS || !reachesFrame(area, picture)) return false
    const value = data[area[0]]
    if (levels?.value !== value) levels = { value, ...levelsOf(data, value) }
    const elsewhere = levels.pixels - area.length
    if (elsewhere > MOST_ELSEWHERE * (data.length - area.length)) return false
    const beside = new Set(area.flatMap(neighbours).filter((near) => data[near] !== value))
    const heights = Array.from(beside, (near) => Math.abs(data[near] - value))
    return heights.length > 0 && mean(heights) > ABRUPT * levels.usual
  })
}

/** A line along the frame, or one from edge to edge. */
function reachesFrame(area: readonly number[], { width, height }: Picture): boolean {
  return area.some((at) => {
    const [x, y] = [at % width, Math.floor(at / width)]
    return x === 0 || y === 0 || x === width - 1 || y === height - 1
  })
}

/** Pixels of a value, and by how much the others depart from it. */
function levelsOf(data: Float32Array, value: number): { pixels: number; usual: number } {
  const others = data.filter((own) => own !== value)
  const stride = Math.max(1, Math.floor(others.length / 100_000))
  const sample = others.filter((_, at) => at % stride === 0)
  return { pixels: data.length - others.length, usual: median(sample.map((own) => Math.abs(own - value))) }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
