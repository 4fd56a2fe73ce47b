import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openAdapter } from '../../src/cli/with-engine'
import { scan } from '../../src/physics'
import { usualSimulationOf } from '../../src/session/simulation/request'
import type { SimulatedPicture } from '../../src/session/simulation/simulate'
import { simulate, SIMULATION_FILES, simulationFile } from '../../src/session/simulation/simulate'
import { usualStanding } from '../../src/stem/crystal/standing'
import { boxOf, filled } from '../../src/stem/simulate/multislice/box'
import { usualDetector } from '../../src/stem/simulate/multislice/detectors'
import { simulateByMultislice } from '../../src/stem/simulate/multislice/simulate'
import { lacuna, scratchFolder } from '../support/cli'
import { testEngine } from '../support/engine'

const engine = await testEngine()

const detector = { inner: 15, outer: 30 }
const still = {
  aperture: 15,
  defocus: 0,
  cs: 0,
  detectors: [{ name: null, ...detector }],
  source: 0,
  tilt: { x: 0, y: 0 },
  phonons: 0,
  kilovolts: 200,
  method: 'auto' as const,
}
/** No scan errors, noise or layers. */
const clean = {
  rotation: 0,
  shear: 0,
  aspect: 1,
  distortion: 0,
  drift: 0,
  rowJitter: 0,
  hum: 0,
  flyback: 0,
  thicknessField: 0,
  amorphous: 0,
  readNoise: 0,
  dose: 1e9,
  bits: 16 as const,
}

it('a micrograph shows of each column what a scan of it shows, and a missing atom', async () => {
  const standing = usualStanding()
  const told: string[] = []
  const [{ micrograph, truth }] = await simulateByMultislice(
    engine,
    {
      ...clean,
      seed: 1,
      standing,
      width: 128,
      height: 128,
      cells: 2,
      defects: [{ sublattice: 'sr', kind: 'vacancy', count: 1, strength: 0.5, depth: 4 }],
    },
    still,
    { onProgress: ({ stage }) => told.push(stage) },
  )
  expect([...new Set(told)]).toEqual(['crystal, 1 of 2', 'defect, 2 of 2'])
  const [defect] = truth.defects
  expect(defect.depths).toEqual([3.91])
  expect(defect.atoms).toBe(1)

  // On so few pixels it counts where between them a column stands: a whole cell in the middle of the box, a column there.
  const box = boxOf(standing, 2)
  const { a } = standing.projection.cell
  const middle = { x: box.width / 2, y: box.height / 2 }
  const usual = { microscope: still, detectors: [detector], width: 64, height: 64, thickest: a / 2 }
  const corner = { x: middle.x - a / 2, y: middle.y - a / 2 }
  const cell = filled(standing, box, { x: a / 2, y: a / 2 })
  const [[sr, ti]] = await scan(engine, { ...usual, specimen: cell, places: [corner, middle] })
  const column = filled(standing, box, { x: 0, y: 0 })
  const atoms = column.atoms.filter(({ x, y, z }) => Math.hypot(x - middle.x, y - middle.y) > 0.1 || z < 1)
  const [[whole]] = await scan(engine, { ...usual, specimen: column, places: [middle] })
  const [[without]] = await scan(engine, { ...usual, specimen: { ...column, atoms }, places: [middle] })
  expect(defect.signal).toBeCloseTo((without - whole) / sr, 4)
  // So near the beam titanium is the brighter one.
  const brightest = Math.max(sr, ti)
  expect(truth.multislice!.brightest / brightest).toBeCloseTo(1, 4)

  // Grey levels as src/stem/simulate/counting.ts makes them: 98 % white at 1, 2 % below black at 0.
  const intensity = (x: number, y: number) => (micrograph.data[Math.round(y) * 128 + Math.round(x)] / 65535 + 0.02) / 1
  const mean = (name: string) => {
    const own = truth.columns.filter(
      ({ sublattice, x, y }) =>
        sublattice === name &&
        Math.hypot(x - defect.x, y - defect.y) > 30 &&
        Math.abs(x - Math.round(x)) < 0.2 &&
        Math.abs(y - Math.round(y)) < 0.2,
    )
    expect(own.length).toBeGreaterThan(0)
    return own.reduce((sum, { x, y }) => sum + intensity(x, y), 0) / own.length
  }
  // A column is at most a fifth of a pixel from the pixel that is looked at: 0.05 Å of a spot 1 Å wide.
  expect(mean('sr')).toBeCloseTo(sr / brightest, 1)
  expect(mean('ti')).toBeCloseTo(ti / brightest, 1)
  expect(intensity(defect.x, defect.y)).toBeCloseTo(((1 + defect.signal) * sr) / brightest, 1)
})

it('the page’s request and the command’s give the same files, of each detector one, and the TIFF says what it is of', async () => {
  const standing = usualStanding()
  const detectors = [{ name: null, ...detector }, usualDetector('bf', 15)]
  const request = {
    ...usualSimulationOf(standing),
    seed: 3,
    width: 128,
    height: 128,
    cells: 2,
    aperture: 15,
    phonons: 0,
    detectors,
  }
  // As on its way to a worker.
  const pictures = await simulate(() => openAdapter(() => {}), structuredClone(request))
  expect(pictures.map(({ detector }) => detector)).toEqual(['15-30', 'bf'])

  const out = scratchFolder()
  const size = ['--width', '128', '--height', '128', '--thickness', '2', '--seed', '3', '--defects', 'none']
  const optics = ['--aperture', '15', '--phonons', '0', '--detector', '15,30+bf']
  const argv = ['simulate', '--physics', 'multislice', ...size, ...optics, '--out', out]
  expect(await lacuna(argv)).toMatchObject({ status: 0 })
  for (const picture of pictures) {
    for (const ending of SIMULATION_FILES) {
      const content = Buffer.from(simulationFile(picture, ending) as string)
      const name = `simulated-3-${picture.detector}.${ending}`
      expect(readFileSync(join(out, name)).equals(content), name).toBe(true)
      if (ending !== 'tif') continue
      const [, line] = /simulation=(.*)/.exec(content.toString('latin1'))!
      const { inner, outer } = detectors[pictures.indexOf(picture)]
      const multislice = { kilovolts: 200, aperture: 15, detector: { inner, outer }, thickness: 7.81 }
      expect(JSON.parse(line)).toMatchObject({ crystal: 'SrTiO3 [001]', seed: 3, cells: 2, multislice })
    }
  }

  // One beam: as many electrons as in the first picture are one intensity in the second, where columns are dark.
  const [dark, bright] = pictures.map(({ truth }) => truth)
  const { brightest } = bright.multislice!
  expect(bright.options.dose / dark.options.dose).toBeCloseTo(brightest / dark.multislice!.brightest, 6)
  const level = ({ micrograph, truth }: SimulatedPicture) => {
    const near = truth.columns.filter(({ sublattice }) => sublattice === 'sr')
    const at = near.map(({ x, y }) => micrograph.data[Math.round(y) * 128 + Math.round(x)])
    const mean = (values: ArrayLike<number>) =>
      Array.from(values).reduce((sum, value) => sum + value, 0) / values.length
    return mean(at) / mean(micrograph.data)
  }
  expect(level(pictures[0])).toBeGreaterThan(1.1)
  expect(level(pictures[1])).toBeLessThan(0.97)
})
