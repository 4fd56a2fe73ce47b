import { columnTable, type ColumnTable } from '../../stem/micrograph/columns'
import type { Lattice } from '../../stem/lattice/lattice'
import { allSublattices } from '../../stem/lattice/lattice'
import type { Detection } from '../../stem/micrograph/detections'
import type { Circumstances } from '../files/circumstances'
import type { ColumnRecord, DetectionRecord, MicrographRecord } from '../files/record'
import type { DetectionResult, PeriodicResult, SurroundingsResult } from '../files/result'
import { grainOf, latticeOf } from './lattice'

type Judgement = PeriodicResult['result']

/**
 * The result that a record was written of, to be looked at. What a file does not say is NaN, or empty: so are the pictures, which
 * lie in files of their own.
 */
export function resultOf(record: MicrographRecord): DetectionResult {
  const { name, lattice: recorded, pixelSize } = record
  const circumstances = circumstancesOf(record)
  const columns = sorted(record)
  if (!recorded || !columns || !record.detections) {
    const reason = record.reason ?? ''
    const verdict = { verdict: 'not periodic' as const, reason, order: NaN, surrogateOrder: NaN }
    const about = { ...verdict, name, circumstances, asked: askedOf(record) }
    const [surroundings, { detections }] = [surroundingsOf(record), record]
    if (!surroundings || !detections) return { ...about, surroundings: null, detections: null, pictures: null }
    return { ...about, surroundings, detections, pictures: noPictures() }
  }
  const scale = pixelSize.lattice ?? pixelSize.file
  const grains = (record.grains ?? []).map((grain) => grainOf(grain, columns, scale))
  const lattice = { ...latticeOf(recorded, columns, scale), grains }
  const { file, lattice: matched, fileError } = pixelSize
  const fit = { ratio: NaN, angle: NaN, places: null }
  return {
    verdict: 'periodic',
    name,
    circumstances,
    lattice,
    match: matched && { pixelSize: matched, fileError: file && fileError, names: null, cells: 1, fit },
    scale: record.modelScale ?? 1,
    detections: record.detections,
    asked: askedOf(record),
    pictures: noPictures(),
    result: judgementOf(record, lattice, columns),
  }
}

function noPictures(): PeriodicResult['pictures'] {
  return { heat: new Float32Array(0), prediction: null }
}

function askedOf({ request: { rate, crystal, thickness } }: MicrographRecord): DetectionResult['asked'] {
  return { rate, crystal, thickness: thickness ?? null }
}

/** Columns that were judged without a lattice; null where none were. */
function surroundingsOf({
  surroundings,
  columns,
  detections,
}: MicrographRecord): SurroundingsResult['surroundings'] | null {
  if (!surroundings || !columns || !detections) return null
  const precise = (value: (column: ColumnRecord) => number | null) =>
    Float64Array.from(columns, (column) => value(column) ?? NaN)
  const findings = detections.map((detection): Detection => {
    // The place where it should stand.
    const { x: dx, y: dy } = detection.displacementPx
    const away = ({ x, y }: ColumnRecord) => Math.hypot(x + dx - detection.x, y + dy - detection.y)
    const column = columns.reduce((best, one, n) => (away(one) < away(columns[best]) ? n : best), 0)
    return findingOf(detection, column)
  })
  return {
    explained: surroundings.explained,
    weights: surroundings.predictors,
    radius: surroundings.gapPx,
    columnHeight: surroundings.columnHeight ?? NaN,
    columns: {
      count: columns.length,
      x: precise(({ x }) => x),
      y: precise(({ y }) => y),
      height: precise(({ intensity }) => intensity),
    },
    scored: {
      score: precise(({ score }) => score),
      pValue: precise(({ pValue }) => pValue),
      qValue: precise(({ qValue }) => qValue),
      threshold: findings.reduce((most, { pValue }) => Math.max(most, pValue), 0),
    },
    findings,
  }
}

function circumstancesOf({ request, adapter, warnings, seconds }: MicrographRecord): Circumstances {
  return { request, crystal: null, adapter, remarks: warnings, seconds }
}

/** In the order of their sublattices, as results have them. */
function sorted(record: MicrographRecord): ColumnRecord[] | null {
  const { columns, lattice } = record
  return (
    lattice && columns && sublatticesOf(record).flatMap(({ name }) => columns.filter((one) => one.sublattice === name))
  )
}

/** Of the lattice and of the grains beside it. */
function sublatticesOf({ lattice, grains }: MicrographRecord) {
  return [...(lattice ? [lattice] : []), ...(grains ?? [])].flatMap(({ sublattices }) => sublattices)
}

function judgementOf(record: MicrographRecord, lattice: Lattice, columns: readonly ColumnRecord[]): Judgement {
  const table = placesOf(lattice)
  const numbers = (value: (column: ColumnRecord) => number | null, unit = 1): Float32Array =>
    Float32Array.from(columns, (column) => (value(column) ?? NaN) * unit)
  const precise = (value: (column: ColumnRecord) => number | null): Float64Array =>
    Float64Array.from(columns, (column) => value(column) ?? NaN)
  const findings = findingsOf(record.detections ?? [], columns)
  const nothing = new Float32Array(columns.length).fill(NaN)
  return {
    columns: table,
    judged: Uint8Array.from(columns, ({ score }) => Number(score !== null)),
    scored: {
      score: numbers(({ score }) => score),
      pValue: precise(({ pValue }) => pValue),
      qValue: precise(({ qValue }) => qValue),
      scatter: {
        usual: sublatticesOf(record).map(({ spread: { intensity, x, y } }) => [intensity, x, y]),
        local: [nothing, nothing, nothing],
      },
      // The weakest that was found: where exactly the threshold lay, a record does not say.
      threshold: findings.reduce((most, { pValue }) => Math.max(most, pValue), 0),
    },
    findings,
    unusual: findingsOf(record.unusual ?? [], columns),
    alike: (record.groups ?? []).map(({ id, picture, stepPx }) => ({
      members: record.detections!.flatMap(({ group }, index) => (group === id ? [index] : [])),
      picture: Float32Array.from(picture.flat()),
      step: stepPx,
    })),
    detectable: {
      deficit: numbers(({ detectableDeficit }) => detectableDeficit, 0.01),
      excess: numbers(({ detectableExcess }) => detectableExcess, 0.01),
      shift: numbers(({ detectableShift }) => detectableShift),
      covered: {
        deficit: (record.detectable?.deficit ?? NaN) / 100,
        excess: (record.detectable?.excess ?? NaN) / 100,
        shift: record.detectable?.shiftPx ?? NaN,
      },
    },
    regions: (record.regions ?? []).map(({ areaPx, displacement, translation, burgers, ...region }) => ({
      ...region,
      area: areaPx,
      displacement: displacement.map(({ sublattice, px }) => ({ sublattice, ...px })),
      translation: translation && translation.px,
      burgers: burgers && burgers.px,
    })),
    displacement: {
      x: numbers(({ polarisationXPx }) => polarisationXPx),
      y: numbers(({ polarisationYPx }) => polarisationYPx),
    },
    strain: {
      exx: numbers(({ exx }) => exx),
      eyy: numbers(({ eyy }) => eyy),
      exy: numbers(({ exy }) => exy),
      rotation: numbers(({ rotationDeg }) => rotationDeg, Math.PI / 180),
    },
    leak: sublatticesOf(record).map(({ leak }) => leak),
    weights: sublatticesOf(record).map(({ predictors }) =>
      Object.fromEntries(
        Object.entries(predictors ?? {}).map(([name, { intensity, x, y }]) => [name, [intensity, x, y]]),
      ),
    ),
    patches: 0,
    seconds: { leak: 0, predict: 0, measure: 0, judge: 0, ...record.seconds },
  }
}

/** Where the pixel size is not known, no file says by which a column is off the lattice: then it stands where it was fitted. */
function placesOf(lattice: Lattice): ColumnTable {
  const sublattices = allSublattices(lattice)
  const table = columnTable({ sublattices })
  sublattices.forEach(({ sites }, s) => {
    for (let n = 0; n < sites.count; n++) {
      const at = table.start[s] + n
      if (Number.isNaN(table.x[at])) table.x[at] = sites.x[n]
      if (Number.isNaN(table.y[at])) table.y[at] = sites.y[n]
    }
  })
  return table
}

function findingsOf(detections: readonly DetectionRecord[], columns: readonly ColumnRecord[]): Detection[] {
  const places = new Map<string, number[]>()
  columns.forEach((column, n) => {
    const name = cellOf(column)
    places.set(name, [...(places.get(name) ?? []), n])
  })
  return detections.map((detection): Detection => {
    const { x, y } = detection
    // Beside a dislocation two columns may have one cell.
    const away = (n: number) => Math.hypot(columns[n].x - x, columns[n].y - y)
    const [column = -1] = (places.get(cellOf(detection)) ?? []).sort((m, n) => away(m) - away(n))
    return findingOf(detection, column)
  })
}

function findingOf(
  { kind, x, y, strength, strengthError, displacementPx, displacementErrorPx, score, pValue, qValue }: DetectionRecord,
  column: number,
): Detection {
  const moved = { dx: displacementPx.x, dy: displacementPx.y, displacementError: displacementErrorPx }
  return { column, kind, x, y, strength, strengthError, ...moved, score, pValue, qValue }
}

function cellOf({ sublattice, i, j }: Pick<ColumnRecord, 'sublattice' | 'i' | 'j'>): string {
  return `${sublattice} ${i} ${j}`
}
