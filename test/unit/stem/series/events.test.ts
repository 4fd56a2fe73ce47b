import { describe, expect, test } from 'vitest'
import { Random } from '../../../../src/nn'
import { Columns } from '../../../../src/stem/micrograph/columns'
import { coursesOf } from '../../../../src/stem/series/courses'
import { findEvents } from '../../../../src/stem/series/events'
import type { JudgedFrame } from '../../../../src/stem/series/judge-frame'
import { judgeSeries } from '../../../../src/stem/series/judge-series'
import { columnLattice } from '../../../support/lattice'

const SIDE = 20
/** Of the intensity, as a part of it, and of the place, px. */
const NOISE = { intensity: 0.05, place: 0.3 }
const columns = new Columns(columnLattice(SIDE))

type Change = (frame: number) => { intensity?: number; dx?: number }

/** Frames of pure noise over what sets each column apart, in all frames alike; `changes` are added to some columns. */
function frames(count: number, seed: number, changes: Readonly<Record<number, Change>> = {}): JudgedFrame[] {
  const random = new Random(seed)
  const draw = (sd: number) => Float32Array.from({ length: columns.count }, () => sd * random.normal())
  const own = [draw(NOISE.intensity), draw(NOISE.place), draw(NOISE.place)]
  const constant = (value: number) => new Float32Array(columns.count).fill(value)
  return Array.from({ length: count }, (_, t) => {
    const noise = [draw(NOISE.intensity), draw(NOISE.place), draw(NOISE.place)]
    const residuals = noise.map((values, c) => values.map((value, n) => value + own[c][n]))
    for (const [n, change] of Object.entries(changes)) {
      const { intensity = 0, dx = 0 } = change(t)
      residuals[0][Number(n)] += intensity
      residuals[1][Number(n)] += dx
    }
    return {
      x: constant(0),
      y: constant(0),
      intensity: residuals[0].map((value) => 1 + value),
      dx: residuals[1],
      dy: residuals[2],
      residuals,
      scatter: [constant(0.07), constant(0.42), constant(0.42)],
      score: constant(0),
      pValue: Float64Array.from({ length: columns.count }, () => random.uniform()),
      candidates: [],
      between: [],
    }
  })
}

function eventsOf(changes: Readonly<Record<number, Change>>, seed = 1, count = 10) {
  const { events } = findEvents(coursesOf(frames(count, seed, changes), columns.table.start), columns, 0.01)
  return events.map(({ kind, defect, column, frame, framesBefore, frames: after }) => {
    return { kind, defect, column, frame, spans: [framesBefore, after] }
  })
}

/** Away from each other and from the edges. */
const [FIRST, SECOND] = [105, 290]

describe('an event is', () => {
  test.each<[string, Change, object[]]>([
    [
      'a vacancy that appears',
      (t) => ({ intensity: t >= 4 ? -1 : 0 }),
      [{ kind: 'appeared', defect: 'vacancy', frame: 4, spans: [4, 6] }],
    ],
    [
      'a deficit that vanishes',
      (t) => ({ intensity: t < 6 ? -0.4 : 0 }),
      [{ kind: 'vanished', defect: 'deficit', frame: 6, spans: [6, 4] }],
    ],
    [
      'a column that moves',
      (t) => ({ dx: t >= 3 ? 3 : 0 }),
      [{ kind: 'moved', defect: 'displacement', frame: 3, spans: [3, 7] }],
    ],
    [
      'a blip, where one frame alone shows it',
      (t) => ({ intensity: t === 5 ? -1 : 0 }),
      [{ kind: 'blip', defect: 'vacancy', frame: 5, spans: [5, 1] }],
    ],
    [
      'what the last frame alone shows: a blip as well',
      (t) => ({ intensity: t === 9 ? 0.8 : 0 }),
      [{ kind: 'blip', defect: 'excess', frame: 9, spans: [9, 1] }],
    ],
    [
      'one that comes and goes, twice one',
      (t) => ({ intensity: t >= 3 && t < 7 ? -1 : 0 }),
      [
        { kind: 'appeared', defect: 'vacancy', frame: 3, spans: [3, 4] },
        { kind: 'vanished', defect: 'vacancy', frame: 7, spans: [4, 3] },
      ],
    ],
    ['none, where a column lacks in every frame', () => ({ intensity: -1 }), []],
  ])('%s', (_, change, expected) => {
    expect(eventsOf({ [FIRST]: change })).toEqual(expected.map((event) => ({ column: FIRST, ...event })))
  })

  test('named by the surer evidence where a column fades and seems to move at once', () => {
    const events = eventsOf({ [FIRST]: (t) => (t >= 5 ? { intensity: -1, dx: 2 } : {}) })
    expect(events).toMatchObject([{ kind: 'appeared', defect: 'vacancy', column: FIRST }])
  })

  test('none of a column beside one that changes far more: it gets what the fit leaves', () => {
    const beside = columns.nearest()(FIRST)[0]
    const loud: Change = (t) => ({ intensity: t >= 5 ? -2 : 0 })
    const spill: Change = (t) => ({ intensity: t >= 5 ? 0.25 : 0 })
    expect(eventsOf({ [SECOND]: spill })).toHaveLength(1)
    expect(eventsOf({ [FIRST]: loud, [beside]: spill }).map(({ column }) => column)).toEqual([FIRST])
  })
})

test('in noise alone as few columns are said to change as the rate says', () => {
  // 24 series of 400 columns: were p-values too small, the first bound would fail.
  const all = Array.from({ length: 24 }, (_, seed) => {
    return findEvents(coursesOf(frames(10, 100 + seed), columns.table.start), columns, 0.01)
  })
  const unlikely = all.reduce((sum, { pValue }) => sum + pValue.filter((p) => p <= 0.01).length, 0)
  const expected = 0.01 * 24 * columns.count
  // Four binomial standard deviations. The tail is taken to fall off one standard error more slowly than the 20 highest scores of a series
  // show, so that p-values err to this side: there are fewer, but not far fewer.
  expect(unlikely).toBeLessThan(expected + 4 * Math.sqrt(expected))
  expect(unlikely).toBeGreaterThan(expected / 4)
  // A series has a false event with a probability of 1 % at most: three of 24 and more happen twice in 1000 times.
  expect(all.filter(({ events }) => events.length > 0).length).toBeLessThan(3)
})

test('a frame that was not judged, and columns that some frames do not show, change nothing', () => {
  const whole = frames(10, 7, { [FIRST]: (t) => ({ intensity: t >= 5 ? -1 : 0 }) })
  whole[2].residuals.forEach((values) => values.fill(NaN, 200))
  const some = whole.map((frame, t) => (t === 7 ? null : frame))
  const { events } = findEvents(coursesOf(some, columns.table.start), columns, 0.01)
  expect(events).toMatchObject([{ column: FIRST, frame: 5, framesBefore: 5, frames: 4 }])
})

test('detections are those of one procedure over all frames', () => {
  const series = frames(5, 9)
  // Beyond 1 % of one frame's 400 columns, and short of 1 % of all 2000.
  series[1].pValue[FIRST] = 0.01 / 500
  const candidate = { column: FIRST, qValue: 0.008 } as JudgedFrame['candidates'][number]
  series[1].candidates.push(candidate)
  expect(judgeSeries(series, columns, 0.01).detections.map((those) => those?.length)).toEqual([0, 0, 0, 0, 0])
  series[1].pValue[FIRST] = 0.01 / 4000
  const { detections, qValues } = judgeSeries(series, columns, 0.01)
  expect(detections[1]).toEqual([{ ...candidate, qValue: 0.005 }])
  expect(qValues[1]![FIRST]).toBeCloseTo(0.005, 12)
})
