import { expect } from 'vitest'
import { GALLERY } from '../../../../src/stem/crystal/gallery'
import { findLattice } from '../../../../src/stem/lattice/find'
import type { Lattice } from '../../../../src/stem/lattice/lattice'
import { matchCrystal } from '../../../../src/stem/lattice/match-crystal'
import { readMicrograph } from '../../../support/hostile'
import { periodic } from '../../../support/lattice'
import { testWithData } from '../../../support/shared-data'

const srtio3 = GALLERY['srtio3-001']

testWithData('micrographs/16_STOimage_1.ser', '40.1 × 40.6 px, 91.2°, 3.5 % off', async (bytes) => {
  const micrograph = await readMicrograph(bytes)
  const lattice = periodic(await findLattice(micrograph))
  expect(Math.abs(lattice.lengths[0] - 40.1)).toBeLessThan(0.15)
  expect(Math.abs(lattice.lengths[1] - 40.6)).toBeLessThan(0.15)
  expect(Math.abs(lattice.angle - 91.2)).toBeLessThan(0.2)
  const match = matchCrystal(lattice, srtio3, micrograph.pixelSize)!
  expect(Math.abs(match.pixelSize.x - 0.0967)).toBeLessThan(0.0003)
  expect(Math.abs(match.fileError! - 0.035)).toBeLessThan(0.001)
  expect(match.names).toEqual(['sr', 'ti'])
  expect(brighterThanAround(lattice)).toBeGreaterThan(0.995)
  // Every column is found but those whose centre is nearer to the edge than their own width: of these half is cut off.
  for (const { sites, width } of lattice.sublattices) {
    const lost = Array.from(sites.x, (x, n) => Math.min(x, sites.y[n], 1023 - x, 1023 - sites.y[n])).filter(
      (_, n) => sites.settled[n] === 0,
    )
    expect(lost.every((fromEdge) => fromEdge < width)).toBe(true)
  }
})

testWithData('prifti/20111206DF.jpg', '24.04 × 23.69 px, 91.6°', async (bytes) => {
  const lattice = periodic(await findLattice(await readMicrograph(bytes)))
  expect(lattice.lengths[0]).toBeCloseTo(24.04, 1)
  expect(lattice.lengths[1]).toBeCloseTo(23.69, 1)
  expect(lattice.angle).toBeCloseTo(91.6, 1)
  const match = matchCrystal(lattice, srtio3, null)!
  expect(match.names).toEqual(['sr', 'ti'])
  expect(match.pixelSize.x).toBeCloseTo(0.1636, 3)
})

testWithData('micrographs/Cropped_PTO-SRO_Aligned.hspy', 'one lattice through both phases', async (bytes) => {
  const micrograph = await readMicrograph(bytes)
  const lattice = periodic(await findLattice(micrograph))
  expect(lattice.sublattices).toHaveLength(2)
  for (const { sites } of lattice.sublattices) {
    // As many columns in each quarter of its length.
    for (let quarter = 0; quarter < 4; quarter++) {
      const inside = sites.x.filter((x) => Math.floor((4 * x) / micrograph.width) === quarter)
      expect(inside.length).toBeGreaterThan(0.9 * (sites.count / 4))
    }
  }
})

/** Part of the cells whose A column is brighter than the B column of the same cell. */
function brighterThanAround({ sublattices: [first, second] }: Lattice): number {
  const other = new Map(Array.from(second.sites.i, (i, n) => [`${i},${second.sites.j[n]}`, second.sites.intensity[n]]))
  const pairs = Array.from(first.sites.i).flatMap((i, n) => {
    const paired = other.get(`${i},${first.sites.j[n]}`)
    return paired === undefined ? [] : [first.sites.intensity[n] > paired]
  })
  return pairs.filter(Boolean).length / pairs.length
}
