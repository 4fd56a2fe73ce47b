import { readFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import type { Micrograph } from '../../src/io/micrograph'
import { openNodeDevice } from '../../src/kernels/node'
import { LocalDetector } from '../../src/session/local-detector'
import { openInput } from '../../src/session/opening'
import { usualSimulationOf } from '../../src/session/simulation/request'
import { simulate } from '../../src/session/simulation/simulate'
import { GALLERY } from '../../src/stem/crystal/gallery'
import { usualStanding } from '../../src/stem/crystal/standing'
import { findLattice } from '../../src/stem/lattice/find'
import type { Lattice } from '../../src/stem/lattice/lattice'
import { matchCrystal } from '../../src/stem/lattice/match-crystal'
import { periodic } from './lattice'
import type { Swap } from './micrograph'
import { compareFindings, judgeWithoutModel, renderDefects } from './micrograph'

/** Strontium titanate along [001], without point defects. */
const FILE = 'micrographs/16_STOimage_1.ser'
const SWAPS: readonly Swap[] = ['height', 'height and width']
/** As `measure:micrographs` renders and judges them; Å. */
const [SHARE, RATE, SHIFT, CELL] = [0.03, 0.01, 0.5, 3.905]
/** Edge of the simulated bulk, px: enough patches to learn from. */
const SIDE = 512

export interface SimulatedBulkMeasurement {
  /** Folder of the micrographs. */
  data: string
  /** Different sets of defects. */
  drawings: number
  epochs: number
  /** Of the simulated specimen. */
  cells: number
  phonons: number
  seed: number
  print: (line: string) => void
}

/** Found and false among what was rendered. */
interface Tally {
  rendered: number
  found: number
  false: number
}

/**
 * Prints what a search finds of smooth defects in a real micrograph by a model that learned bulk simulated by multislice at the micrograph's
 * sampling, with the generator's dose, jitter and drift; by one that learned the micrograph itself as it is; and by none. Besides, what each model
 * finds in the micrograph as it is, and what of it it leaves unexplained.
 */
export async function measureSimulatedBulk(options: SimulatedBulkMeasurement): Promise<void> {
  const { data, drawings, epochs, print } = options
  const real = await readMicrograph(readFileSync(join(data, FILE)), FILE)
  const lattice = periodic(await findLattice(real))
  const simulated = await simulatedBulk(real, lattice, options)
  const detector = new LocalDetector(openNodeDevice)
  try {
    const { vendor, architecture } = await detector.adapter()
    const date = new Date().toISOString().slice(0, 10)
    print(
      `${vendor} ${architecture}, ${date}, load ${loadavg()[0].toFixed(1)}, ${JSON.stringify({ ...options, data: FILE })}`,
    )
    const models = new Map<string, Uint8Array | null>([
      ['simulated bulk', await learned(detector, simulated, epochs)],
      ['the micrograph itself', await learned(detector, real, epochs)],
      ['none', null],
    ])
    print('| learned | as it is | unexplained | swapped in | found | false alarms |\n|---|--:|--:|---|--:|--:|')
    for (const [name, model] of models) {
      const asItIs = await searched(detector, real, model)
      for (const swap of SWAPS) {
        const total: Tally = { rendered: 0, found: 0, false: 0 }
        for (let drawing = 1; drawing <= drawings; drawing++) {
          const cell = (lattice.lengths[0] + lattice.lengths[1]) / 2
          const asked = { share: SHARE, shift: (SHIFT * cell) / CELL, seed: drawing, swap }
          const made = renderDefects(real, lattice, asked)
          const { findings } = await searched(detector, made.micrograph, model)
          const compared = compareFindings(findings, made.defects, cell)
          total.rendered += made.defects.length
          total.found += compared.found
          total.false += compared.falseAlarms.length
        }
        const facts = [name, asItIs.findings.length, asItIs.unexplained, swap, `${total.found} of ${total.rendered}`]
        print(`| ${[...facts, total.false].join(' | ')} |`)
      }
    }
  } finally {
    await detector.close()
  }
}

/** At the micrograph's pixel size, by its lattice. */
async function simulatedBulk(
  real: Micrograph,
  lattice: Lattice,
  { cells, phonons, seed, print }: SimulatedBulkMeasurement,
): Promise<Micrograph> {
  const match = matchCrystal(lattice, GALLERY['srtio3-001'], real.pixelSize)
  if (!match) throw new Error(`${FILE} does not show strontium titanate`)
  const usual = usualSimulationOf(usualStanding())
  const request = { ...usual, seed, cells, phonons, width: SIDE, height: SIDE, pixelSize: match.pixelSize.x }
  const started = performance.now()
  const [{ micrograph }] = await simulate(openNodeDevice, request)
  const seconds = ((performance.now() - started) / 1000).toFixed(0)
  print(`bulk of ${SIDE} × ${SIDE} px, ${match.pixelSize.x.toFixed(4)} Å/px, simulated in ${seconds} s`)
  return micrograph
}

async function learned(detector: LocalDetector, micrograph: Micrograph, epochs: number): Promise<Uint8Array> {
  detector.take(micrograph)
  await detector.train({ epochs })
  return detector.saveModel()
}

/** By a model, or by the columns' neighbours alone; and the part of the micrograph's variance that the model leaves. */
async function searched(detector: LocalDetector, micrograph: Micrograph, model: Uint8Array | null) {
  if (!model) {
    const { findings } = await judgeWithoutModel(micrograph, periodic(await findLattice(micrograph)), RATE)
    return { findings, unexplained: '–' }
  }
  detector.take(micrograph)
  await detector.loadModel(model, 'model.safetensors')
  const searched = await detector.detect({ rate: RATE })
  if (searched.verdict !== 'periodic') throw new Error(`${micrograph.name}: ${searched.reason}`)
  const { heat, prediction } = searched.pictures
  const left = `${((100 * variance(heat)) / variance(heat.map((value, n) => value + prediction![n]))).toFixed(1)} %`
  return { findings: searched.result.findings, unexplained: left }
}

function variance(values: Float32Array): number {
  const seen = values.filter(Number.isFinite)
  const mean = seen.reduce((sum, value) => sum + value, 0) / seen.length
  return seen.reduce((sum, value) => sum + (value - mean) ** 2, 0) / seen.length
}

async function readMicrograph(bytes: Uint8Array, name: string): Promise<Micrograph> {
  const input = await openInput(bytes, name)
  if (input.kind !== 'micrograph') throw new Error(`${name} is no micrograph`)
  return input.micrograph
}
