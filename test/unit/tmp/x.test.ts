import { test } from 'vitest'
import { GALLERY } from '../../../src/stem/crystal/gallery'
import { findLattice } from '../../../src/stem/lattice/find'
import { matchCrystal } from '../../../src/stem/lattice/match-crystal'
import { simulateMicrograph } from '../../../src/stem/simulate/micrograph'
import { usualDisplacement, usualSimulation } from '../../../src/stem/simulate/options'
test.each(Object.entries(GALLERY))('%s', { timeout: 120_000 }, async (key, crystal) => {
  for (const seed of [1, 2]) {
    const { micrograph } = simulateMicrograph({ seed, crystal })
    const lattice = await findLattice(micrograph)
    const u = usualSimulation(crystal)
    console.log(key, u.pixelSize.toFixed(4), u.probe.sigma.toFixed(3), u.cells, usualDisplacement(crystal).toFixed(2), lattice.verdict,
      lattice.verdict === 'periodic' ? `${lattice.lengths.map((l) => (l * u.pixelSize).toFixed(2))} ${lattice.angle.toFixed(1)} ${JSON.stringify(lattice.sublattices.map((s) => [s.name, s.position.u.toFixed(2), s.position.v.toFixed(2), s.intensity.toFixed(0), s.sites.count]))} ${JSON.stringify(matchCrystal(lattice, crystal, micrograph.pixelSize))}` : lattice.reason)
  }
})
