import type { Weights } from '../../src/stem/micrograph/stack'
import type { Micrograph } from '../../src/io/micrograph'
import type { PeriodicResult, SeriesResult, SurroundingsResult, UnperiodicResult } from '../../src/session/detector'
import { detectionsWithout } from '../../src/session/files/surroundings'
import { detectionRecords } from '../../src/session/files/record'
import type { Detection } from '../../src/stem/micrograph/detections'
import { columnTable } from '../../src/stem/micrograph/columns'
import type { JudgedFrame } from '../../src/stem/series/judge-frame'
import type { Lattice, Sites, Sublattice } from '../../src/stem/lattice/lattice'

const SIZE = { width: 48, height: 32 }
/** Edge of the square cell, px; columns of two kinds stand at its corners and in its middle. */
const CELL = 16

/** A small micrograph, for what writes and draws results. */
export function micrograph(change: Partial<Micrograph> = {}): Micrograph {
  const data = Float32Array.from({ length: SIZE.width * SIZE.height }, (_, index) => (index % SIZE.width) / SIZE.width)
  return { name: 'folder/srtio3.tif', ...SIZE, data, pixelSize: { x: 0.16, y: 0.16 }, metadata: {}, ...change }
}

/** What was found in it: one vacancy and one displaced column among twelve, and a hole. */
export function result(change: { findings?: Detection[]; rate?: number } = {}): PeriodicResult {
  const lattice = twoKinds()
  const columns = columnTable(lattice)
  const { count } = columns
  const constant = (value: number): Float32Array => new Float32Array(count).fill(value)
  const findings = change.findings ?? found()
  const pValue = new Float64Array(count).fill(0.5)
  for (const finding of findings) pValue[finding.column] = finding.pValue
  const judged = {
    verdict: 'periodic' as const,
    lattice,
    match: null,
    scale: 1,
    result: {
      columns,
      judged: new Uint8Array(count).fill(1),
      scored: {
        score: new Float32Array(count).fill(0.7),
        pValue,
        qValue: pValue,
        scatter: {
          usual: lattice.sublattices.map(() => [0.05, 0.3, 0.3]),
          local: [constant(0.05), constant(0.3), constant(0.3)] as const,
        },
        threshold: 0.001,
      },
      findings,
      alike: [],
      unusual: [],
      detectable: {
        deficit: constant(0.2),
        excess: constant(0.2),
        shift: constant(1),
        covered: { deficit: 0.25, excess: 0.25, shift: 1.5 },
      },
      strain: { exx: constant(0.01), eyy: constant(-0.01), exy: constant(0.002), rotation: constant(0.01) },
      regions: [
        {
          kind: 'vacuum' as const,
          phase: null,
          area: 64,
          box: { left: 36, top: 20, right: 44, bottom: 28 },
          columns: 0,
          displacement: [],
          translation: null,
          burgers: null,
        },
      ],
      leak: lattice.sublattices.map(() => ({ intensity: 0.1, shift: 0.1 })),
      weights: lattice.sublattices.map((): Weights => ({ kriging: [0.6, 0.7, 0.7], linear: [0.3, 0.2, 0.2] })),
      displacement: { x: new Float32Array(count), y: new Float32Array(count) },
      patches: 2,
      seconds: { leak: 0, predict: 1, measure: 0, judge: 0 },
    },
  }
  return {
    ...judged,
    name: 'folder/srtio3.tif',
    circumstances: {
      request: {
        sha256: 'ab',
        image: null,
        frames: null,
        pixelSize: null,
        model: 'fast',
        seed: 1,
        epochs: null,
        region: null,
        rate: change.rate ?? 0.01,
        crystal: null,
        contrast: 'auto',
      },
      crystal: null,
      adapter: { vendor: 'google', architecture: 'swiftshader', description: '', kind: 'software' },
      seconds: { lattice: 0.5, train: 2 },
      remarks: [],
    },
    detections: detectionRecords(judged, findings, micrograph().pixelSize),
    asked: { rate: change.rate ?? 0.01, crystal: null, thickness: null },
    pictures: pictures(),
  }
}

/** Three frames of it, 5 s apart: the vacancy is there from the second one on; the third shows nothing. */
export function series(): SeriesResult {
  const { result: found, detections } = result()
  const { count, x, y } = found.columns
  const frame = (hasVacancy: boolean): JudgedFrame => {
    const of = (value: number) => new Float32Array(count).fill(value)
    const [intensity, pValue] = [of(1), new Float64Array(count).fill(0.5)]
    if (hasVacancy) {
      intensity[2] = 0.03
      pValue[2] = 1e-90
    }
    const places = { x: Float32Array.from(x, (at) => at + 1), y: Float32Array.from(y, (at) => at + 2) }
    const rest = { residuals: [intensity.map((value) => value - 1), of(0), of(0)], scatter: [of(0.05), of(1), of(1)] }
    return { ...places, intensity, dx: of(0), dy: of(0), ...rest, score: of(1), pValue, candidates: [], between: [] }
  }
  const about = { drift: { x: 1, y: 2 }, reason: null }
  const known = new Float64Array(count).fill(1)
  return {
    frames: [
      { frame: 1, ...about, drift: { x: 0, y: 0 }, judged: frame(false), detections: [], findings: [] },
      {
        frame: 2,
        ...about,
        judged: frame(true),
        detections: detections.slice(0, 1),
        findings: found.findings.slice(0, 1),
      },
      { frame: 3, ...about, judged: null, reason: 'it shows no columns', detections: null, findings: null },
    ],
    frameSeconds: 5,
    qValues: [known, known, null],
    detectionThreshold: 0.001,
    events: [
      {
        ...{ kind: 'appeared', defect: 'vacancy', column: 2, frame: 1, framesBefore: 1, frames: 1 },
        ...{ before: 100, after: 3, change: -97, changeError: 5, shift: { x: 0, y: 0 }, shiftError: 0.3 },
        ...{ score: 200, pValue: 1e-80, qValue: 1e-78 },
      },
    ],
    pValue: known,
    qValue: known,
    threshold: 0.001,
  }
}

export function unperiodic(): UnperiodicResult {
  const { name, circumstances } = result()
  const verdict = {
    verdict: 'not periodic' as const,
    reason: 'no two peaks span a lattice',
    surroundings: null,
    pictures: null,
    asked: { rate: circumstances.request.rate, crystal: null, thickness: null },
    order: 0,
    surrogateOrder: 0,
  }
  return { ...verdict, name, circumstances: { ...circumstances, seconds: { lattice: 0.5 } }, detections: null }
}

/** The same micrograph judged without a lattice: a vacancy among twelve columns; `radius`: from a column to the gap beside it, px. */
export function searchedWithout(radius = 8): SurroundingsResult {
  const { result: judged, pictures: drawn, name, circumstances, asked } = result()
  const { x, y, count } = judged.columns
  const findings = judged.findings.slice(0, 1)
  const { score, pValue, qValue, threshold } = judged.scored
  const surroundings = {
    explained: 0.95,
    weights: { linear: 1, vae: 0 },
    radius,
    columnHeight: 80,
    columns: { count, x, y, height: new Float64Array(count).fill(1) },
    scored: { score: Float64Array.from(score), pValue, qValue, threshold },
    findings,
  }
  const about = { reason: 'no two peaks span a lattice', order: 0, surrogateOrder: 0, name, circumstances, asked }
  const detections = detectionsWithout(surroundings, micrograph().pixelSize)
  return { verdict: 'not periodic', ...about, surroundings, detections, pictures: drawn }
}

/** Bright in the cell of the vacancy's prediction, dark beyond: the heat is the opposite. */
function pictures() {
  const length = SIZE.width * SIZE.height
  const [heat, prediction] = [new Float32Array(length), new Float32Array(length).fill(20)]
  heat[0 * SIZE.width + 16] = -80
  heat[8 * SIZE.width + 24] = 60
  return { heat, prediction }
}

function found(): Detection[] {
  const common = { dx: 0, dy: 0, strengthError: 4, displacementError: 0.3 }
  return [
    { ...common, column: 2, kind: 'vacancy', x: 16, y: 0, strength: -97, score: 300, pValue: 1e-90, qValue: 0.001 },
    {
      ...common,
      column: 8,
      kind: 'displacement',
      x: 25.5,
      y: 8,
      dx: 3,
      dy: -4,
      strength: 6,
      score: 20,
      pValue: 1e-6,
      qValue: 0.001,
    },
  ]
}

function twoKinds(): Lattice {
  const sublattices = [
    sublattice(
      'A',
      0,
      100,
      [0, 1, 2].flatMap((i) => [0, 1].map((j) => [i, j] as const)),
    ),
    sublattice(
      'B',
      0.5,
      50,
      [0, 1, 2].flatMap((i) => [0, 1].map((j) => [i, j] as const)),
    ),
  ]
  return {
    verdict: 'periodic',
    origin: { x: 0, y: 0 },
    a: { x: CELL, y: 0 },
    b: { x: 0, y: CELL },
    lengths: [CELL, CELL],
    angle: 90,
    contrast: 'bright',
    sublattices,
    grains: [],
    distortion: {
      columns: 1,
      rows: 1,
      origin: { x: 0, y: 0 },
      step: { x: SIZE.width, y: SIZE.height },
      dx: new Float32Array(1),
      dy: new Float32Array(1),
      quality: Float32Array.of(1),
      domain: new Uint8Array(1),
    },
    quality: {
      order: 0.9,
      surrogateOrder: 0.2,
      peaks: { explained: 8, found: 8 },
      rigidResidual: 0.2,
      residual: 0.1,
      lengthError: 0.01,
      angleError: 0.01,
    },
  }
}

function sublattice(
  name: string,
  at: number,
  intensity: number,
  cells: readonly (readonly [number, number])[],
): Sublattice {
  const count = cells.length
  const sites: Sites = {
    count,
    i: Int32Array.from(cells, ([i]) => i),
    j: Int32Array.from(cells, ([, j]) => j),
    x: Float64Array.from(cells, ([i]) => (i + at) * CELL),
    y: Float64Array.from(cells, ([, j]) => (j + at) * CELL),
    dx: new Float32Array(count),
    dy: new Float32Array(count),
    intensity: new Float32Array(count).fill(intensity),
    background: new Float32Array(count),
    settled: new Uint8Array(count).fill(1),
  }
  return { name, position: { u: at, v: at }, width: 3, intensity, sites }
}
