import { spawnSync } from 'node:child_process'
import { A } from './multislice'

/** A crystal of SrTiO3 [001], cells across and along the beam, on so many pixels along an edge. */
export interface Crystal {
  side: number
  across: number
  deep: number
}

/** What programs of abTEM begin with: the crystal, the probe and the detector. */
export const abtemHead = ({ side, across, deep }: Crystal) => `
import json, time, ase, abtem, numpy
abtem.config.set({'local_diagnostics.progress_bar': False})
a, side = ${A}, ${side}
places = [(0, 0, 0), (.5, .5, .5), (.5, .5, 0), (.5, 0, .5), (0, .5, .5)]
atoms = ase.Atoms('SrTiO3', scaled_positions=places, cell=[a, a, a], pbc=True) * (${across}, ${across}, ${deep})
how = dict(gpts=side, slice_thickness=a / 2, parametrization='kirkland', projection='infinite')
probe, detector = abtem.Probe(energy=200e3, semiangle_cutoff=21.4), abtem.AnnularDetector(60, 200)
`

/** What a program prints as JSON behind RESULT. */
export function byPython(python: string, program: string): unknown {
  const { stdout, stderr, status } = spawnSync(python, ['-c', program], { encoding: 'utf8', maxBuffer: 2 ** 26 })
  const found = /^RESULT (.*)$/m.exec(stdout)
  if (status !== 0 || !found) throw new Error(`abTEM ended with ${status}: ${stderr.slice(-500)}`)
  return JSON.parse(found[1])
}
