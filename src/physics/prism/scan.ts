import type { Engine, Storage } from '../../kernels'
import { largestBinding, prismRows } from '../../kernels'
import { InputError } from '../../errors'
import { throwIfAborted } from '../../progress'
import { detectorBits } from '../detectors'
import type { Grid } from '../frequencies'
import { gridOf } from '../frequencies'
import { inMedium } from '../medium'
import type { SeriesOptions, Use } from '../options'
import type { Stack } from '../stack'
import type { Beams } from './beams'
import { beamsOf } from './beams'
import type { Matrix } from './matrix'
import { freeMatrix, scatteringMatrix } from './matrix'
import type { Reduction } from './reduction'
import { aroundProbe, coarsePlane, wholeBox } from './reduction'
import type { RowBlock, ScanRow } from './rows'
import { blocksOf, rowsOf } from './rows'

/** Bytes that the sums of rows take, where fewer rows at once take less: what every adapter binds. */
const MOST_SUMS = 2 ** 27
/** Bytes of a scattering matrix: a GPU of 4 GB has room for it beside all else. */
const MOST_MATRIX = 2 ** 31
/** Neighbouring places that are computed together, and bytes of the waves of so many groups as go through together. */
const [SHARED, MOST_WINDOWS] = [4, 16 * 2 ** 20]

/** What is seen of every place by PRISM: the plane waves go through the specimen, and each probe is a sum of them. */
export async function throughMatrix(engine: Engine, options: SeriesOptions, stack: Stack, use: Use): Promise<void> {
  const { specimen, microscope, places, signal, onProgress } = options
  const f = options.prism!.interpolation
  const grid = gridOf(specimen, { width: options.width, height: options.height })
  const windowGrid = {
    width: grid.width / f,
    height: grid.height / f,
    edges: [grid.edges[0] / f, grid.edges[1] / f] as const,
  }
  const beams = beamsOf(microscope, windowGrid)
  requireRoom(options, beams.beams.length, grid)
  if (places.length === 0) return
  const total = beams.beams.length + places.length
  const started = performance.now()
  const tell = (done: number) => {
    const elapsed = (performance.now() - started) / 1000
    onProgress?.({ stage: 'scan', done, total, elapsed, message: `${done} of ${total} plane waves and places` })
  }
  await inMedium(engine, options, { stack, waves: beams.beams.length }, async (medium) => {
    const reduction = f === 1 ? wholeBox(engine, options, grid) : aroundProbe(engine, options, grid, f)
    let matrix: Matrix | null = null
    try {
      const kept = reduction.kept(medium.planes.pitch)
      matrix = await scatteringMatrix(engine, medium, { ...beams, interpolation: f, kept }, { signal, onWaves: tell })
      let done = beams.beams.length
      await overRows(engine, options, { beams, matrix, reduction, f }, (seen, some) => {
        use(seen, some)
        tell((done += some.length))
      })
    } finally {
      reduction.release()
      if (matrix) freeMatrix(engine, matrix.batches)
    }
  })
}

/** Of a scattering matrix, before any of it is computed. */
function requireRoom(options: SeriesOptions, waves: number, grid: Grid): void {
  const f = options.prism!.interpolation
  const { width, height } = coarsePlane(options, grid, f)
  const seen = f === 1 ? detectorBits(options.detectors, grid, options.microscope.kilovolts).filter(Boolean).length : 0
  const bytes = 8 * options.after.length * waves * (f === 1 ? seen : width * height)
  if (bytes <= MOST_MATRIX) return
  const size = `${waves} plane waves take ${(bytes / 2 ** 30).toFixed(1)} GiB of the adapter's memory`
  const advice = 'take a greater interpolation, fewer thicknesses or pixels, or leave prism out'
  throw new InputError('scan', '', `PRISM’s ${size}, ${MOST_MATRIX / 2 ** 30} at most: ${advice}`)
}

interface Parts {
  beams: Beams
  matrix: Matrix
  reduction: Reduction
  f: number
}

async function overRows(engine: Engine, options: SeriesOptions, parts: Parts, use: Use): Promise<void> {
  const { places, specimen, signal } = options
  const { beams, matrix, reduction } = parts
  const rows = rowsOf(
    places.map(({ y }) => y / specimen.height),
    (y) => reduction.first(y, 'height'),
  )
  const sharing = sharedRows(engine, rows, reduction, beams.columns.length)
  const sums = engine.allocate(sharing.length)
  const xs = places.map(({ x }) => x / specimen.width)
  try {
    for (const block of sharing.blocks) {
      throwIfAborted(signal)
      const all = slotsOf(block, reduction)
      const seen: number[][][] = []
      for (const look of matrix.batches[0].looks.keys()) {
        sumRows(engine, { ...parts, ...sharing, sums, block, look })
        seen.push(await seenOf(engine, { ...parts, ...sharing, sums, block, xs }, all))
      }
      const once = all.flat().filter(({ isOnce }) => isOnce)
      use(
        seen,
        once.map(({ place }) => place),
      )
    }
  } finally {
    engine.release(sums)
  }
}

interface Sharing {
  blocks: readonly RowBlock[]
  /** Rows of each block, and lines of pixels that all of them need. */
  count: number
  lines: number
  /** Numbers that their sums take. */
  length: number
}

/** As many rows at once as there is room for. */
function sharedRows(engine: Engine, rows: readonly ScanRow[], { plane, window }: Reduction, columns: number): Sharing {
  const divided = (count: number): Sharing => {
    const blocks = blocksOf(rows, count, { high: window.height, height: plane.height })
    const lines = Math.max(...blocks.map((block) => block.lines))
    return { blocks, count, lines, length: 2 * columns * count * lines * plane.width }
  }
  const fits = ({ length }: Sharing, most: number) => 4 * length <= most
  const best = [8, 4, 2].map(divided).find((sharing) => fits(sharing, MOST_SUMS))
  if (best) return best
  const least = divided(2)
  if (fits(least, largestBinding(engine))) return least
  throw new InputError(
    'scan',
    '',
    `PRISM’s sums take ${4 * least.length} bytes, more than this adapter binds: take fewer pixels, a greater interpolation, or leave prism out`,
  )
}

/** A probe among those that are computed together. */
interface Slot {
  place: number
  /** Its row's number in the block, and the first line of its window there. */
  row: number
  line: number
  /** False where it fills up a group. */
  isOnce: boolean
}

/** The places of a block in groups of one row each, as many groups together as their windows' waves leave room for. */
function slotsOf({ rows, from }: RowBlock, { plane, window }: Reduction): Slot[][] {
  const groups = rows.flatMap(({ places, line }, row) =>
    Array.from({ length: Math.ceil(places.length / SHARED) }, (_, n) => {
      const some = places.slice(n * SHARED, (n + 1) * SHARED)
      return Array.from({ length: SHARED }, (_, at) => ({
        place: some[Math.min(at, some.length - 1)],
        row,
        line: (line - from + plane.height) % plane.height,
        isOnce: at < some.length,
      }))
    }),
  )
  const most = Math.max(1, Math.floor(MOST_WINDOWS / (8 * SHARED * window.width * window.height)))
  const size = Math.min(most, groups.length)
  // Batches of one size share kernels.
  return Array.from({ length: Math.ceil(groups.length / size) }, (_, n) =>
    Array.from({ length: size }, (_, at) => {
      const group = groups.at(n * size + at)
      return group ?? groups[n * size].map((slot) => ({ ...slot, isOnce: false }))
    }).flat(),
  )
}

type Block = Parts & Sharing & { sums: Storage; block: RowBlock }

/** What the rows of a block share. */
function sumRows(
  engine: Engine,
  { beams: { beams }, matrix, reduction, f, sums, block, count, lines, look }: Block & { look: number },
): void {
  const { plane, scale } = reduction
  for (const { start, runs, looks } of matrix.batches) {
    const coefficients = new Float32Array(2 * matrix.size * count)
    beams.slice(start, start + matrix.size).forEach(({ ky, re, im }, beam) =>
      block.rows.forEach(({ y }, row) => {
        const angle = -2 * Math.PI * f * ky * y
        const [cosine, sine] = [scale * Math.cos(angle), scale * Math.sin(angle)]
        coefficients.set([re * cosine - im * sine, re * sine + im * cosine], 2 * (beam * count + row))
      }),
    )
    prismRows(engine, sums, {
      waves: looks[look],
      plane,
      coefficients: engine.constant(coefficients),
      rows: count,
      lines,
      from: block.from,
      runs,
    })
  }
}

/** `[detector][place]` of a block's places, but for those that fill up a group. */
async function seenOf(
  engine: Engine,
  { beams: { columns }, reduction, f, sums, count, lines, xs }: Block & { xs: readonly number[] },
  all: readonly (readonly Slot[])[],
): Promise<number[][]> {
  const found: number[][] = []
  for (const slots of all) {
    const coefficients = columns.flatMap((kx) =>
      slots.flatMap(({ place }) => {
        const angle = -2 * Math.PI * f * kx * xs[place]
        return [Math.cos(angle), Math.sin(angle)]
      }),
    )
    const seen = await reduction.seen(engine, {
      sums,
      rows: count,
      lines,
      coefficients: engine.constant(Float32Array.from(coefficients)),
      places: slots.map(({ place, row, line }) => [row * lines + line, reduction.first(xs[place], 'width')] as const),
      inRow: slots.map(({ row }) => row),
      shared: SHARED,
    })
    await engine.tidy()
    seen.forEach((values, detector) => (found[detector] ??= []).push(...values.filter((_, n) => slots[n].isOnce)))
  }
  return found
}
