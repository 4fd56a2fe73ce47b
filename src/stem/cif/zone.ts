import { InputError } from '../../errors'
import { bezout, divisor } from './integers'

/** Lattice direction [u v w] along the beam: whole numbers without a common factor. */
export type Zone = readonly [u: number, v: number, w: number]

/** Indices beyond this are a slip of the pen, and their cells huge. */
const MOST = 20

/** A zone axis as people write it: `1,1,0`, `1 -1 0`, `[110]`. Throws an InputError that says how. */
export function readZone(text: string, label = 'zone'): Zone {
  const inner = text.trim().replace(/^\[(.*)\]$/, '$1')
  const parts = /[\s,]/.test(inner.trim()) ? inner.trim().split(/[\s,]+/) : (inner.match(/-?\d/g) ?? [])
  const whole =
    parts.every((part) => /^[+-]?\d{1,3}$/.test(part)) && (parts.join('') === inner || /[\s,]/.test(inner.trim()))
  const [u, v, w] = parts.map(Number)
  if (whole && parts.length === 3 && [u, v, w].every((index) => Math.abs(index) <= MOST) && (u || v || w)) {
    const common = divisor(divisor(u, v), w)
    return [u / common, v / common, w / common]
  }
  throw new InputError('bad-zone', '', `${label} ${text}: give the direction along the beam, such as 1,1,0`)
}

/** Two lattice vectors that make up, with the zone axis, a cell of the same volume as the crystal's own. */
export function acrossZone([u, v, w]: Zone): [number[], number[]] {
  const [g, s, r] = bezout(u, v)
  if (g === 0)
    return w > 0
      ? [
          [1, 0, 0],
          [0, 1, 0],
        ]
      : [
          [0, 1, 0],
          [1, 0, 0],
        ]
  const [, m, n] = bezout(g, w)
  return [
    [-r, s, 0],
    [(-n * u) / g, (-n * v) / g, m],
  ]
}
