import { spawnSync } from 'node:child_process'
import type { Engine } from '../../src/kernels'
import { repeated, scan } from '../../src/physics'
import { A, SRTIO3 } from './multislice'

/** Cells along each edge of the box, and along the beam. */
const [ACROSS, DEEP] = [5, 10]
/** On Sr, on Ti and O, on O, between them. */
const COLUMNS = [
  { x: 2 * A, y: 2 * A },
  { x: 2.5 * A, y: 2.5 * A },
  { x: 2.5 * A, y: 2 * A },
  { x: 2.25 * A, y: 2.25 * A },
]

interface Run {
  values: readonly number[]
  seconds: number
}

interface MeasureOptions {
  /** Pixels along an edge. */
  sides: readonly number[]
  /** Of a square of places over one cell, for the time. */
  places: number
  /** Pixels along an edge of what abTEM alone computes, at the four places alone; 0 for none. */
  limit: number
  /** A Python with abTEM; null to go without. */
  python: string | null
  print: (line: string) => void
}

/**
 * SrTiO3 [001], 5 × 5 × 10 cells, 200 kV, 21.4 mrad, slices of half a cell: the part of the beam between 60 and 200 mrad, and what a scan
 * takes, beside abTEM on the same cores.
 */
export async function measureMultislice(
  engine: Engine,
  { sides, places, limit, python, print }: MeasureOptions,
): Promise<void> {
  const specimen = repeated(SRTIO3, [ACROSS, ACROSS, 1])
  const run = async (side: number, at: typeof COLUMNS): Promise<Run> => {
    const started = performance.now()
    const [values] = await scan(engine, {
      specimen,
      microscope: { kilovolts: 200, aperture: 21.4 },
      detectors: [{ inner: 60, outer: 200 }],
      width: side,
      height: side,
      thickest: A / 2,
      repeats: DEEP,
      places: at,
    })
    return { values: [...values], seconds: (performance.now() - started) / 1000 }
  }
  const square = Array.from({ length: places ** 2 }, (_, n) => ({
    x: 2 * A + (A * (n % places)) / places,
    y: 2 * A + (A * Math.floor(n / places)) / places,
  }))
  print('| px | by | Sr | Ti + O | O | between | ' + `${square.length} places, s |`)
  print('|--:|---|--:|--:|--:|--:|--:|')
  for (const side of sides) {
    const { values } = await run(side, COLUMNS)
    // Its shaders are compiled by now.
    const { seconds } = await run(side, square)
    print(row(side, 'Lacuna', { values, seconds }))
    if (python === null) continue
    print(row(side, 'abTEM', abtem(python, { side, square })))
  }
  if (python !== null && limit > 0)
    print(row(limit, 'abTEM', { ...abtem(python, { side: limit, square: [] }), seconds: NaN }))
}

const row = (side: number, by: string, { values, seconds }: Run) =>
  `| ${side} | ${by} | ${values.map((value) => value.toFixed(7)).join(' | ')} | ${Number.isNaN(seconds) ? '–' : seconds.toFixed(1)} |`

/** The same by abTEM, whose potential is made before the clock starts. */
function abtem(python: string, { side, square }: { side: number; square: typeof COLUMNS }): Run {
  const program = `
import json, time, ase, abtem, numpy
abtem.config.set({'local_diagnostics.progress_bar': False})
a, side = ${A}, ${side}
places = [(0, 0, 0), (.5, .5, .5), (.5, .5, 0), (.5, 0, .5), (0, .5, .5)]
cell = ase.Atoms('SrTiO3', scaled_positions=places, cell=[a, a, a], pbc=True)
potential = abtem.Potential(cell * (${ACROSS}, ${ACROSS}, ${DEEP}), gpts=side, slice_thickness=a / 2,
                            parametrization='kirkland', projection='infinite').build().compute()
probe, detector = abtem.Probe(energy=200e3, semiangle_cutoff=21.4), abtem.AnnularDetector(60, 200)
def scan(points):
    started = time.time()
    found = probe.scan(potential, scan=abtem.CustomScan(numpy.array(points)), detectors=detector).compute()
    return numpy.asarray(found.array).ravel().tolist(), time.time() - started
values, _ = scan(${JSON.stringify(COLUMNS.map(({ x, y }) => [x, y]))})
square = ${JSON.stringify(square.map(({ x, y }) => [x, y]))}
_, seconds = scan(square) if square else (None, 0)
print('RESULT', json.dumps({'values': values, 'seconds': seconds}))
`
  const { stdout, stderr, status } = spawnSync(python, ['-c', program], { encoding: 'utf8', maxBuffer: 2 ** 26 })
  const found = /^RESULT (.*)$/m.exec(stdout)
  if (status !== 0 || !found) throw new Error(`abTEM ended with ${status}: ${stderr.slice(-500)}`)
  return JSON.parse(found[1]) as Run
}
