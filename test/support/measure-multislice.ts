import type { Engine } from '../../src/kernels'
import { repeated, scan } from '../../src/physics'
import { abtemHead, byPython } from './abtem'
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
  /** By the clock, and of all processors together: what others do beside it lengthens the first. */
  seconds: number
  busy: number
}

interface MeasureOptions {
  /** Pixels along an edge. */
  sides: readonly number[]
  /** Of a square of places over one cell, for the time. */
  places: number
  /** Pixels along an edge of what abTEM alone computes, at the four places alone; 0 for none. */
  limit: number
  /** Configurations of atoms in motion, each scanned at the four places at the first side, by abTEM at the limit; 0 for none. */
  configurations: number
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
  { sides, places, limit, configurations, python, print }: MeasureOptions,
): Promise<void> {
  const run = async (side: number, at: typeof COLUMNS): Promise<Run> => {
    const [started, before] = [performance.now(), process.cpuUsage()]
    const [values] = await scan(engine, { ...usual(side), repeats: DEEP, places: at })
    const { user, system } = process.cpuUsage(before)
    return { values: [...values], seconds: (performance.now() - started) / 1000, busy: (user + system) / 1e6 }
  }
  const square = Array.from({ length: places ** 2 }, (_, n) => ({
    x: 2 * A + (A * (n % places)) / places,
    y: 2 * A + (A * Math.floor(n / places)) / places,
  }))
  print('| px | by | Sr | Ti + O | O | between | ' + `${square.length} places, s | processors, s |`)
  print('|--:|---|--:|--:|--:|--:|--:|--:|')
  for (const side of sides) {
    const { values } = await run(side, COLUMNS)
    // Its shaders are compiled by the first of both: those of a long scan are others.
    await run(side, square)
    const { seconds, busy } = await run(side, square)
    print(row(side, 'Lacuna', { values, seconds, busy }))
    if (python === null) continue
    print(row(side, 'abTEM', abtem(python, { side, square })))
  }
  if (python !== null && limit > 0) print(row(limit, 'abTEM', abtem(python, { side: limit, square: [] })))
  if (configurations > 0)
    await measureMotion(engine, { sides: [sides[0], limit || sides[0]], configurations, python, print })
}

/** Root mean square motion along an axis near room temperature, Å, about as SrTiO3's atoms have it: both programs are given the same. */
const RMS = { Sr: 0.088, Ti: 0.075, O: 0.1 }
/** Cells along the beam: every one of its slices is made anew for each configuration. */
const MOVING = 5

/** The mean over atoms in motion, its standard error, and by how many of them both programs differ. */
async function measureMotion(
  engine: Engine,
  {
    sides: [side, other],
    configurations,
    python,
    print,
  }: Omit<MeasureOptions, 'sides' | 'places' | 'limit'> & { sides: readonly [own: number, abtem: number] },
): Promise<void> {
  const found: number[][] = []
  for (let seed = 1; seed <= configurations; seed++) {
    const [values] = await scan(engine, {
      ...usual(side),
      repeats: MOVING,
      places: COLUMNS,
      phonons: { rms: RMS, configurations: 1, seed },
    })
    found.push([...values])
  }
  print(`\n| ${configurations} configurations, ${MOVING} cells | Sr | Ti + O | O | between |\n|---|--:|--:|--:|--:|`)
  const own = COLUMNS.map((_, place) => mean(found.map((values) => values[place])))
  print(motionRow(`Lacuna, ${side} px`, own))
  if (python === null) return
  const moving = abtemInMotion(python, { side: other, configurations })
  const theirs = COLUMNS.map((_, place) => mean(moving.map((values) => values[place])))
  print(motionRow(`abTEM, ${other} px`, theirs))
  const apart = own.map(({ value, error }, n) => (value - theirs[n].value) / Math.hypot(error, theirs[n].error))
  print(`| apart by, standard errors | ${apart.map((each) => each.toFixed(1)).join(' | ')} |`)
}

interface Mean {
  value: number
  error: number
}

function mean(values: readonly number[]): Mean {
  const value = values.reduce((sum, each) => sum + each, 0) / values.length
  const squares = values.reduce((sum, each) => sum + (each - value) ** 2, 0)
  return { value, error: Math.sqrt(squares / (values.length - 1) / values.length) }
}

const motionRow = (by: string, means: readonly Mean[]) =>
  `| ${by} | ${means.map(({ value, error }) => `${value.toFixed(6)} ± ${error.toFixed(6)}`).join(' | ')} |`

function usual(side: number) {
  return {
    specimen: repeated(SRTIO3, [ACROSS, ACROSS, 1]),
    microscope: { kilovolts: 200, aperture: 21.4 },
    detectors: [{ inner: 60, outer: 200 }],
    width: side,
    height: side,
    thickest: A / 2,
  }
}

const row = (side: number, by: string, { values, seconds, busy }: Run) =>
  `| ${side} | ${by} | ${values.map((value) => value.toFixed(7)).join(' | ')} | ${[seconds, busy].map((each) => (each > 0 ? each.toFixed(1) : '–')).join(' | ')} |`

const head = (side: number, deep: number) =>
  `${abtemHead({ side, across: ACROSS, deep })}
columns = ${JSON.stringify(COLUMNS.map(({ x, y }) => [x, y]))}
`

/** The same by abTEM, whose potential is made before the clock starts. */
function abtem(python: string, { side, square }: { side: number; square: typeof COLUMNS }): Run {
  return byPython(
    python,
    `${head(side, DEEP)}
potential = abtem.Potential(atoms, **how).build().compute()
def scan(points):
    started, before = time.time(), time.process_time()
    found = probe.scan(potential, scan=abtem.CustomScan(numpy.array(points)), detectors=detector).compute()
    return numpy.asarray(found.array).ravel().tolist(), time.time() - started, time.process_time() - before
values, _, _ = scan(columns)
square = ${JSON.stringify(square.map(({ x, y }) => [x, y]))}
_, seconds, busy = scan(square) if square else (None, 0, 0)
print('RESULT', json.dumps({'values': values, 'seconds': seconds, 'busy': busy}))
`,
  ) as Run
}

/** `[configuration][place]`. */
function abtemInMotion(python: string, { side, configurations }: { side: number; configurations: number }): number[][] {
  return byPython(
    python,
    `${head(side, MOVING)}
moving = abtem.FrozenPhonons(atoms, ${configurations}, sigmas=${JSON.stringify(RMS)}, seed=1, ensemble_mean=False)
found = probe.scan(abtem.Potential(moving, **how), scan=abtem.CustomScan(numpy.array(columns)), detectors=detector).compute()
print('RESULT', json.dumps(numpy.asarray(found.array).reshape(${configurations}, -1).tolist()))
`,
  ) as number[][]
}
