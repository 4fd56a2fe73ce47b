import { expect, test } from 'vitest'
import { Columns } from '../../../../src/stem/micrograph/columns'
import { findLattice } from '../../../../src/stem/lattice/find'
import { localStrain } from '../../../../src/stem/micrograph/local-strain'
import { columnDisplacements, findPhases } from '../../../../src/stem/micrograph/phases'
import { anyCrystal, MOTIFS, periodic, picture } from '../../../support/lattice'
import { judgeWithoutModel } from '../../../support/micrograph'

const size = 240
const crystal = anyCrystal({ size, cell: 20, motif: MOTIFS.centred, width: 2.3, dose: 300, seed: 2 }).micrograph
const lattice = periodic(await findLattice(crystal))
const columns = new Columns(lattice)

/** Columns of height 1 that a displacement of each place of the rigid lattice has put where they are. */
function displaced(by: (x: number, y: number, n: number) => { u: number; v: number }) {
  const { table } = columns
  const fit = {
    height: new Float32Array(columns.count).fill(1),
    dx: new Float32Array(columns.count),
    dy: new Float32Array(columns.count),
    seen: new Uint8Array(columns.count).fill(1),
    heightNoise: new Float32Array(columns.count),
    shiftNoise: new Float32Array(columns.count),
  }
  const rigid = (n: number, axis: 'x' | 'y') => {
    const { position } = lattice.sublattices[table.sublattice[n]]
    const first = lattice.sublattices[0].position
    return (
      lattice.origin[axis] +
      (table.i[n] + position.u - first.u) * lattice.a[axis] +
      (table.j[n] + position.v - first.v) * lattice.b[axis]
    )
  }
  for (let n = 0; n < columns.count; n++) {
    const [x, y] = [rigid(n, 'x'), rigid(n, 'y')]
    const { u, v } = by(x, y, n)
    fit.dx[n] = x + u - table.x[n]
    fit.dy[n] = y + v - table.y[n]
  }
  return { fit, rigid }
}

const inside = (n: number) =>
  Math.min(columns.table.x[n], columns.table.y[n], size - columns.table.x[n], size - columns.table.y[n]) > 32

test('of a bent crystal strain and rotation are the gradient of its displacement', () => {
  const [k, m] = [2e-4, 1e-4]
  // u = k (x − c)² / 2, v = m (x − c)(y − c).
  const c = size / 2
  const { fit, rigid } = displaced((x, y) => ({ u: (k * (x - c) ** 2) / 2, v: m * (x - c) * (y - c) }))
  const strain = localStrain(fit, fit.seen, columns)
  for (let n = 0; n < columns.count; n++) {
    if (!inside(n)) continue
    const [x, y] = [rigid(n, 'x') - c, rigid(n, 'y') - c]
    expect(strain.exx[n]).toBeCloseTo(k * x, 5)
    expect(strain.eyy[n]).toBeCloseTo(m * x, 5)
    expect(strain.exy[n]).toBeCloseTo((m * y) / 2, 5)
    expect(strain.rotation[n]).toBeCloseTo((m * y) / 2, 5)
  }
})

test('a displaced column strains nothing around it, and one that is not there tells nothing', () => {
  const odd = columns.table.x.findIndex((x, n) => Math.hypot(x - 120, columns.table.y[n] - 120) < 14)
  const { fit } = displaced((_, __, n) => (n === odd ? { u: 4, v: -3 } : { u: 0, v: 0 }))
  const strain = localStrain(fit, fit.seen, columns)
  for (let n = 0; n < columns.count; n++) {
    // By least squares it would be 5 px / (6 · 20 px) = 0.04.
    if (inside(n)) expect(Math.abs(strain.exx[n]) + Math.abs(strain.rotation[n])).toBeLessThan(5e-3)
  }
  const absent = fit.seen.map((is, n) => (n === odd ? 0 : is))
  expect(localStrain(fit, absent, columns).exx[odd]).toBeNaN()
})

test('polarisation is the way from the centre of the nearest columns of the first sublattice', () => {
  const { fit } = displaced((_, __, n) => (columns.table.sublattice[n] === 1 ? { u: 0.7, v: -0.4 } : { u: 0, v: 0 }))
  const { x, y } = columnDisplacements(findPhases(columns, fit, fit.seen), fit, columns)
  const { from, to } = columns.of(1)
  for (let n = from; n < to; n++) {
    if (!inside(n)) continue
    // The lattice that was found has its columns where noise puts them: 0.02 px.
    expect(Math.abs(x[n] - 0.7)).toBeLessThan(0.05)
    expect(Math.abs(y[n] + 0.4)).toBeLessThan(0.05)
  }
  expect(x.subarray(0, from).every(Number.isNaN)).toBe(true)
})

test('a micrograph of a bent crystal shows its strain', { timeout: 60_000 }, async () => {
  // v = w cos(2π x / L): rotation and shear alike, ± w π / L each.
  const [w, length] = [3, size]
  const { micrograph } = bent((x) => w * Math.cos((2 * Math.PI * x) / length))
  const judged = await judgeWithoutModel(micrograph, periodic(await findLattice(micrograph)))
  const { table } = judged.columns
  let [square, count] = [0, 0]
  for (let n = 0; n < table.count; n++) {
    if (Number.isNaN(judged.strain.exy[n]) || Math.min(table.x[n], size - table.x[n]) < 40) continue
    const slope = ((-w * 2 * Math.PI) / length) * Math.sin((2 * Math.PI * table.x[n]) / length)
    square += (judged.strain.exy[n] - slope / 2) ** 2 + (judged.strain.rotation[n] - slope / 2) ** 2
    count++
  }
  expect(count).toBeGreaterThan(60)
  // The largest is 0.039; places of 0.05 px over 40 px give 0.001, curvature within the shell as much again.
  expect(Math.sqrt(square / count / 2)).toBeLessThan(0.004)
})

/** A square crystal of 20 px whose rows are displaced along y by a function of x. */
function bent(by: (x: number) => number) {
  const data = new Float64Array(size * size).fill(10)
  for (let i = -1; i <= size / 20 + 1; i++) {
    for (let j = -1; j <= size / 20 + 1; j++) {
      const [x, y] = [20 * i + 3, 20 * j + 5 + by(20 * i + 3)]
      for (let row = Math.max(0, Math.ceil(y - 10)); row <= Math.min(size - 1, y + 10); row++) {
        for (let column = Math.max(0, Math.ceil(x - 10)); column <= Math.min(size - 1, x + 10); column++) {
          data[row * size + column] += 200 * Math.exp(-((column - x) ** 2 + (row - y) ** 2) / 2 / 2.3 ** 2)
        }
      }
    }
  }
  return { micrograph: picture(size, (x, y) => data[y * size + x] + 3 * Math.sin(12.9898 * x + 78.233 * y)) }
}
