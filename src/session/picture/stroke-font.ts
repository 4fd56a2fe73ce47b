import type { Point } from './drawing'
import { eachTextPixel, textWidth } from './pixel-font'

/** Height of a capital, in parts of a letter's size. */
const CAPITAL = 0.72
const ROWS = 7

/** A letter's dots are this far apart at size 1. */
export const DOT = CAPITAL / (ROWS - 1)

/** Width of a text at size 1. */
export function strokeWidth(text: string): number {
  return (textWidth(text) - 1) * DOT
}

/**
 * The strokes of a text at size 1, from the left end of its baseline: the pixel font's dots, each joined with its neighbours. So the
 * command, which has no fonts, draws letters that are smooth at any size.
 */
export function textStrokes(text: string): [Point, Point][] {
  const dots = new Set<string>()
  const places: [number, number][] = []
  eachTextPixel(text, (x, y) => {
    dots.add(`${x} ${y}`)
    places.push([x, y])
  })
  const has = (x: number, y: number) => dots.has(`${x} ${y}`)
  const place = (x: number, y: number): Point => ({ x: x * DOT, y: (y - (ROWS - 1)) * DOT })
  return places.flatMap(([x, y]): [Point, Point][] => {
    const right = has(x + 1, y)
    const below = has(x, y + 1)
    const strokes: [Point, Point][] = []
    if (right) strokes.push([place(x, y), place(x + 1, y)])
    if (below) strokes.push([place(x, y), place(x, y + 1)])
    // Corners are cut only where no dot lies in them.
    if (has(x + 1, y + 1) && !right && !below) strokes.push([place(x, y), place(x + 1, y + 1)])
    if (has(x - 1, y + 1) && !has(x - 1, y) && !below) strokes.push([place(x, y), place(x - 1, y + 1)])
    const isAlone = [-1, 0, 1].every((u) => [-1, 0, 1].every((v) => (u === 0 && v === 0) || !has(x + u, y + v)))
    return isAlone ? [[place(x, y), place(x, y)]] : strokes
  })
}
