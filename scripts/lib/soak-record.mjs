import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './shell.mjs'

const path = join(root, 'bench/results/soak.json')

/**
 * One run of `npm run soak`: when it ended, how long it took, the load of the machine over its last 15 minutes, by how many per cent the
 * line through the rounds rises for each of what is counted, and what grows more than it may. Null where an early run did not say.
 * @typedef {object} Piece
 * @property {string} date
 * @property {number} minutes
 * @property {number} rounds
 * @property {number | null} load
 * @property {Record<string, number | null>} percent
 * @property {string[]} grows
 */

/**
 * Adds a run to the record, and returns all of it.
 * @param {Piece} piece
 */
export function addPiece(piece) {
  const pieces = [.../** @type {Piece[]} */ (JSON.parse(readFileSync(path, 'utf8'))), piece]
  writeFileSync(path, `${JSON.stringify(pieces, null, 2)}\n`)
  return pieces
}

/**
 * What the runs come to, in one line.
 * @param {readonly Piece[]} pieces
 */
export function toldPieces(pieces) {
  /** @param {(piece: Piece) => number} count */
  const sum = (count) => pieces.reduce((total, piece) => total + count(piece), 0)
  const most = Math.max(...pieces.map(({ percent }) => percent.heapMB ?? 0))
  const [hours, rounds, grown] = [
    sum(({ minutes }) => minutes) / 60,
    sum((piece) => piece.rounds),
    sum(({ grows }) => grows.length),
  ]
  return `${pieces.length} pieces, ${hours.toFixed(1)} h, ${rounds} rounds: ${grown} times something grew; the heap by at most ${most} %`
}
