const CELL = 24
const WIDTH = 3.4

/**
 * A micrograph of any size in no time: one cell of two columns, repeated, with grain and some columns left out, as an 8-bit
 * `.npy`.
 * @param {number} side px
 */
export function drawnCrystal(side) {
  const cell = Array.from({ length: CELL * CELL }, (_, at) => {
    const [x, y] = [at % CELL, Math.floor(at / CELL)]
    return 24 + 150 * column(x, y, 0) + 90 * column(x, y, CELL / 2)
  })
  const pixels = new Uint8Array(side * side)
  let state = 1
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0
      const isGone = isNear(x, y, side / 4) || isNear(x, y, side / 2)
      pixels[y * side + x] = (isGone ? 24 : cell[(y % CELL) * CELL + (x % CELL)]) + (state / 2 ** 32 - 0.5) * 24 + 12
    }
  }
  const header = `{'descr': '|u1', 'fortran_order': False, 'shape': (${side}, ${side}), }`
  const padded = `${header.padEnd(117)}\n`
  const start = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, padded.length, 0])
  return Buffer.concat([start, Buffer.from(padded, 'latin1'), pixels])
}

/** @param {number} x @param {number} y @param {number} at on the diagonal of the cell, which is periodic */
function column(x, y, at) {
  const away = (/** @type {number} */ value) => Math.min(Math.abs(value - at), CELL - Math.abs(value - at))
  return Math.exp(-(away(x) ** 2 + away(y) ** 2) / (2 * WIDTH ** 2))
}

/** @param {number} x @param {number} y @param {number} place of a column on the diagonal, about */
function isNear(x, y, place) {
  const centre = CELL * Math.round(place / CELL)
  return Math.hypot(x - centre, y - centre) < CELL / 3
}
