import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Micrograph } from '../../src/io/micrograph'
import { openInput } from '../../src/session/opening'
import { openNodeDevice } from '../../src/kernels/node'
import { LocalDetector } from '../../src/session/local-detector'
import { GALLERY } from '../../src/stem/crystal/gallery'
import type { Detection } from '../../src/stem/micrograph/detections'
import { findLattice } from '../../src/stem/lattice/find'
import type { Lattice } from '../../src/stem/lattice/lattice'
import { matchCrystal } from '../../src/stem/lattice/match-crystal'
import type { Swap } from './micrograph'
import { compareFindings, judgeWithoutModel, renderDefects } from './micrograph'
import { periodic } from './lattice'

/** Micrographs of strontium titanate without point defects. */
const FILES = ['micrographs/16_STOimage_1.ser', 'prifti/20111206DF.jpg']
const SWAPS: readonly Swap[] = ['height', 'height and width']
const SHARE = 0.03
const RATE = 0.01
/** Å: of a displaced column, and strontium titanate's cell. */
const SHIFT = 0.5
const CELL = 3.905

export interface MicrographMeasurement {
  /** Folder of the micrographs. */
  data: string
  /** Different sets of defects to a micrograph. */
  drawings: number
  /** That a model is trained on each micrograph for; 0 judges columns by their neighbours alone. */
  epochs: number
  print: (line: string) => void
}

/**
 * Prints what detection finds in real micrographs as they are, and of smooth defects rendered into 3 % of their columns (half
 * the height, 0.5 Å off, swapped species); besides, lattice and pixel size beside the file's.
 */
export async function measureMicrographs({ data, drawings, epochs, print }: MicrographMeasurement): Promise<void> {
  const detector = epochs > 0 ? new LocalDetector(openNodeDevice) : null
  try {
    for (const file of FILES) {
      const micrograph = await readMicrograph(readFileSync(join(data, file)), file)
      const lattice = periodic(await findLattice(micrograph))
      print(`${file}: ${latticeLine(micrograph, lattice)}`)
      const asItIs = await detect(detector, micrograph, epochs)
      print(`  as it is: ${asItIs.findings.length} detections in ${asItIs.columns} columns that were judged`)
      for (const swap of SWAPS) {
        const totals = { rendered: 0, found: 0, false: 0 }
        const missed: string[] = []
        for (let seed = 1; seed <= drawings; seed++) {
          const cell = (lattice.lengths[0] + lattice.lengths[1]) / 2
          const drawn = { share: SHARE, shift: (SHIFT * cell) / CELL, seed, swap }
          const made = renderDefects(micrograph, lattice, drawn)
          const compared = compareFindings(
            (await detect(detector, made.micrograph, epochs)).findings,
            made.defects,
            cell,
          )
          totals.rendered += made.defects.length
          totals.found += compared.found
          totals.false += compared.falseAlarms.length
          missed.push(
            ...compared.missed.map(({ kind, sublattice }) => `${kind} ${lattice.sublattices[sublattice].name}`),
          )
        }
        const share = ((100 * totals.found) / totals.rendered).toFixed(1)
        print(
          `  swapped in ${swap}: ${totals.found} of ${totals.rendered} found (${share} %), ${totals.false} false` +
            (missed.length > 0 ? `; missed: ${tally(missed)}` : ''),
        )
      }
    }
  } finally {
    await detector?.close()
  }
}

async function readMicrograph(bytes: Uint8Array, name: string): Promise<Micrograph> {
  const input = await openInput(bytes, name)
  if (input.kind !== 'micrograph') throw new Error(`${name} is no micrograph`)
  return input.micrograph
}

function latticeLine({ pixelSize }: Micrograph, { lengths, angle, ...rest }: Lattice): string {
  const match = matchCrystal({ lengths, angle, ...rest }, GALLERY['srtio3-001'], pixelSize)
  const file = pixelSize ? `${pixelSize.x.toFixed(4)} Å/px in the file` : 'no pixel size in the file'
  const error = typeof match?.fileError === 'number' ? ` (off by ${(100 * match.fileError).toFixed(2)} %)` : ''
  const own = match ? `${match.pixelSize.x.toFixed(4)} Å/px by the lattice, ` : ''
  return `${lengths.map((edge) => edge.toFixed(2)).join(' × ')} px, ${angle.toFixed(2)}°; ${own}${file}${error}`
}

async function detect(
  detector: LocalDetector | null,
  micrograph: Micrograph,
  epochs: number,
): Promise<{ findings: Detection[]; columns: number }> {
  if (!detector) {
    const { findings, seen } = await judgeWithoutModel(micrograph, periodic(await findLattice(micrograph)), RATE)
    return { findings, columns: countOf(seen) }
  }
  detector.take(micrograph)
  await detector.train({ epochs })
  const searched = await detector.detect({ rate: RATE })
  if (searched.verdict !== 'periodic') throw new Error(`${micrograph.name}: ${searched.reason}`)
  return { findings: searched.result.findings, columns: countOf(searched.result.judged) }
}

function countOf(flags: Uint8Array): number {
  return flags.reduce((sum, flag) => sum + flag, 0)
}

function tally(names: readonly string[]): string {
  return [...new Set(names)].map((name) => `${names.filter((other) => other === name).length} ${name}`).join(', ')
}
