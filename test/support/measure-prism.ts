import type { Engine } from '../../src/kernels'
import { repeated, scan } from '../../src/physics'
import type { ScanOptions } from '../../src/physics'
import type { Crystal } from './abtem'
import { abtemHead, byPython } from './abtem'
import { A, SRTIO3 } from './multislice'

interface PrismOptions extends Crystal {
  /** Places along an edge of a scan of the whole box. */
  places: number
  interpolations: readonly number[]
  /** Of the places, each so many in both directions is what the multislice method is timed on: both programs'. */
  sparse: number
  /** A Python with abTEM; null to go without. */
  python: string | null
  print: (line: string) => void
}

interface Run {
  /** Row by row. */
  values: readonly number[]
  /** By the clock, and of all processors together. */
  seconds: number
  busy: number
}

/**
 * A scan of a whole box of SrTiO3 [001] by PRISM, and by the multislice method at some of its places; what each takes, and by how much
 * PRISM is off the same program's multislice at those places. 200 kV, 21.4 mrad, slices of half a cell, 60 to 200 mrad. Without compiling
 * (Lacuna) and without making the potential (abTEM).
 */
export async function measurePrism(engine: Engine, options: PrismOptions): Promise<void> {
  const { places, interpolations, sparse, python, print } = options
  const size = `${places} × ${places} places`
  print(
    `\n| by | ${size}, s | processors, s | off its multislice: rms, % of the mean | at most, % of the brightest |\n|---|--:|--:|--:|--:|`,
  )
  const lacuna = async (step: number, interpolation: number | null) => {
    const prism = interpolation === null ? {} : { prism: { interpolation } }
    const all = { ...usual(options), ...prism, places: square(options, step) }
    // As deep as takes the same kernels, at as many places as are computed together.
    await scan(engine, { ...all, repeats: Math.min(options.deep, 3), places: all.places.slice(0, 8 * places) })
    const [started, before] = [performance.now(), process.cpuUsage()]
    const [values] = await scan(engine, all)
    const { user, system } = process.cpuUsage(before)
    return { values: [...values], seconds: (performance.now() - started) / 1000, busy: (user + system) / 1e6 }
  }
  const exact = await lacuna(sparse, null)
  print(row(`Lacuna, multislice: ${sparse ** 2} times ${exact.values.length} places`, scaled(exact, sparse ** 2)))
  for (const f of interpolations) print(row(`Lacuna, PRISM ${f}`, await lacuna(1, f), { exact, places, sparse }))
  if (python === null) return
  const theirs = abtem(python, options, { step: sparse, interpolation: null })
  print(row(`abTEM, multislice: ${sparse ** 2} times ${theirs.values.length} places`, scaled(theirs, sparse ** 2)))
  for (const f of interpolations) {
    const run = abtem(python, options, { step: 1, interpolation: f })
    print(row(`abTEM, PRISM ${f}`, run, { exact: theirs, places, sparse }))
  }
}

const scaled = ({ values, seconds, busy }: Run, by: number): Run => ({ values, seconds: by * seconds, busy: by * busy })

function row(by: string, run: Run, beside?: { exact: Run; places: number; sparse: number }): string {
  const off = beside ? offBy(run.values, beside) : ['–', '–']
  return `| ${[by, run.seconds.toFixed(0), run.busy.toFixed(0), ...off].join(' | ')} |`
}

/** By how much values of all places are off those of some. */
function offBy(values: readonly number[], { exact, places, sparse }: { exact: Run; places: number; sparse: number }) {
  const wide = places / sparse
  const off = exact.values.map(
    (value, n) => values[Math.floor(n / wide) * sparse * places + (n % wide) * sparse] - value,
  )
  const mean = exact.values.reduce((sum, value) => sum + value, 0) / off.length
  const rms = Math.sqrt(off.reduce((sum, each) => sum + each ** 2, 0) / off.length)
  const most = Math.max(...off.map(Math.abs)) / Math.max(...exact.values)
  return [rms / mean, most].map((part) => (100 * part).toPrecision(2))
}

function usual({ side, across, deep }: Crystal): Omit<ScanOptions, 'places'> {
  return {
    specimen: repeated(SRTIO3, [across, across, 1]),
    repeats: deep,
    microscope: { kilovolts: 200, aperture: 21.4 },
    detectors: [{ inner: 60, outer: 200 }],
    width: side,
    height: side,
    thickest: A / 2,
  }
}

/** Each so many of the scan's places. */
function square({ across, places }: PrismOptions, step: number) {
  const wide = places / step
  return Array.from({ length: wide ** 2 }, (_, n) => ({
    x: (across * A * (n % wide)) / wide,
    y: (across * A * Math.floor(n / wide)) / wide,
  }))
}

/** The same by abTEM. Its images have x first. */
function abtem(
  python: string,
  options: PrismOptions,
  { step, interpolation }: { step: number; interpolation: number | null },
): Run {
  const how =
    interpolation === null
      ? 'probe.scan(potential, scan=scan, detectors=detector).compute()'
      : `abtem.SMatrix(potential=potential, energy=200e3, semiangle_cutoff=21.4, interpolation=${interpolation}).build(lazy=False).reduce(scan=scan, detectors=detector)`
  return byPython(
    python,
    `${abtemHead(options)}
potential = abtem.Potential(atoms, **how).build().compute()
edge = ${options.across} * a
scan = abtem.GridScan((0, 0), (edge, edge), gpts=${options.places / step}, endpoint=False)
started, before = time.time(), time.process_time()
found = ${how}
seconds, busy = time.time() - started, time.process_time() - before
values = numpy.asarray(found.array).T.ravel().tolist()
print('RESULT', json.dumps({'values': values, 'seconds': seconds, 'busy': busy}))
`,
  ) as Run
}
