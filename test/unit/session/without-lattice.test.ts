import { describe, expect, it } from 'vitest'
import { describe as inWords, foundNow } from '../../../src/cli/found'
import { DeviceError } from '../../../src/errors'
import { resultFiles } from '../../../src/session/files/result-files'
import { seedsOf } from '../../../src/session/files/seeds'
import { micrographRecord } from '../../../src/session/files/record'
import { detectionsCsv, detectionsJson } from '../../../src/session/files/tables'
import { LocalDetector } from '../../../src/session/local-detector'
import { searchReport } from '../../../src/session/report/search/report'
import { readRecord } from '../../../src/session/saved/record-schema'
import { resultOf } from '../../../src/session/saved/result'
import { openInput } from '../../../src/session/opening'
import { heatRange, heatTiff } from '../../../src/session/picture/overlay'
import { opinionOn, placed, readReview, withOpinion } from '../../../src/session/files/review'
import { openSaved } from '../../../src/session/saved/saved'
import { pictureFile } from '../../../src/session/session-file/session-file'
import type { DetectionResult, SearchedResult } from '../../../src/session/detector'
import { drawAperiodic } from '../../support/aperiodic'

function searchedOf(result: DetectionResult): SearchedResult {
  if (!result.pictures) throw new Error('it was searched')
  return result
}

describe('a micrograph whose columns no lattice holds', () => {
  it('is searched without a model, written, and read again', async () => {
    const { micrograph: drawn } = drawAperiodic({ structure: 'moiré', seed: 5, defects: 6, size: 288 })
    const micrograph = { ...drawn, pixelSize: { x: 0.1, y: 0.1 } }
    const detector = new LocalDetector(() => Promise.reject(new Error('no adapter is asked for')))
    detector.take(micrograph)
    const lattice = await detector.findLattice()
    if (lattice.verdict === 'periodic') throw new Error('it is one layer’s')
    expect(lattice.explained).toBeGreaterThan(0.9)
    const result = await detector.detect({ rate: 0.05 })
    if (result.verdict === 'periodic') throw new Error('it is not')
    expect(result.detections!.length).toBeGreaterThanOrEqual(5)
    expect(result.circumstances.remarks.join()).toContain('no lattice was found')
    // What was measured is kept.
    const strict = await detector.detect({ rate: 1e-6 })
    expect(strict.detections!.every(({ qValue }) => qValue <= 1e-6)).toBe(true)

    // Least squares have no seed: all agree.
    const others = await detector.detectSeeds({ rate: 0.05, seeds: 3 })
    expect(others.map(({ seed }) => seed)).toEqual([2, 3])
    const { byDetection } = seedsOf(searchedOf(result), others)
    expect(byDetection.map(({ foundIn }) => foundIn)).toEqual(result.detections!.map(() => 3))
    await expect(detector.detectSeeds({ seeds: 10 })).rejects.toMatchObject({ code: 'bad-seeds' })

    const record = micrographRecord(micrograph, result, result.circumstances)
    expect(record).toMatchObject({ lattice: null, regions: null, surroundings: { gapPx: 8 } })
    expect(record.detections![0]).toMatchObject({ sublattice: null, i: null, j: null, group: null, review: null })
    expect(detectionsCsv(record).split('\n')[1]).toMatch(/^1,\w+,,,,\d/)
    const again = resultOf(readRecord(detectionsJson(record), 'a.json'))
    if (again.verdict === 'periodic') throw new Error('it is not')
    expect(again.surroundings!.columnHeight).toBeCloseTo(result.surroundings!.columnHeight, 3)
    expect(again.surroundings!.findings.map(({ column }) => column)).toHaveLength(record.detections!.length)
    const { warnings, ...rest } = micrographRecord(micrograph, again, again.circumstances)
    expect({ ...rest, warnings }).toEqual(record)

    // What is written and looked at is what was left: the heat map can be read again beside the record.
    const { heat, prediction } = result.pictures!
    expect([heat.length, prediction!.length]).toEqual([288 * 288, 288 * 288])
    const tiff = { bytes: heatTiff(micrograph, searchedOf(result)), name: 'a.heat.tif' }
    const saved = await openSaved(
      { bytes: pictureFile(micrograph), name: 'a.tif' },
      { results: { bytes: new TextEncoder().encode(detectionsJson(record)), name: 'a.json' }, heat: tiff, phase: null },
      { read: openInput, fetch: () => Promise.reject(new Error('nothing lies elsewhere')) },
    )
    expect(saved.result!.pictures!.heat).toEqual(heat)
    expect(heatRange(searchedOf(saved.result!)).limit).toBeCloseTo(heatRange(searchedOf(result)).limit, 3)

    // A person's opinions stay with their columns, at whatever rate, and are written.
    const found = searchedOf(result)
    const [{ column }] = result.surroundings!.findings
    const other = result.surroundings!.columns.x.findIndex(
      (_, n) => !result.surroundings!.findings.some((one) => one.column === n),
    )
    const accepted = withOpinion([], { detection: 0 }, { verdict: 'accepted', note: 'sure' }, found)
    const review = withOpinion(accepted, { column: other }, { verdict: 'added', kind: 'vacancy' }, found)
    expect(placed(review, found)).toMatchObject([
      { detection: 0, column },
      { detection: -1, column: other },
    ])
    expect(opinionOn({ detection: 0 }, review, searchedOf(strict))?.note).toBe('sure')
    const reviewed = micrographRecord(micrograph, result, result.circumstances, { review })
    expect(reviewed.detections![0].review).toMatchObject({ verdict: 'accepted' })
    expect(reviewed.columns![other].review).toMatchObject({ verdict: 'added' })
    expect(reviewed.review).toMatchObject([{ detection: 1, column: { sublattice: null } }, { detection: null }])
    const lines = detectionsCsv(reviewed).trim().split('\n')
    expect(lines.at(-1)).toMatch(/^,vacancy,.*,added,vacancy,$/)
    expect(readReview(readRecord(detectionsJson(reviewed), 'a.json').review)).toEqual(review)

    const names = resultFiles('a', micrograph, result).map(({ name, content }) => [name, content().length > 0])
    expect(names.map(([name]) => name)).toEqual([
      'a.overlay.png',
      'a.heat.tif',
      'a.detections.csv',
      'a.columns.csv',
      'a.detections.json',
    ])
    expect(names.every(([, isWritten]) => isWritten)).toBe(true)
    expect(searchReport(micrograph, result, [], { date: new Date(0), runtime: 'Node' })).toContain(
      'what surrounds them',
    )
    const line = inWords({ input: 'a.tif', ...foundNow(result, micrograph.pixelSize) })
    expect(line).toMatch(/not periodic: a lattice of .* by what surrounds them, \d+ columns do not belong/)
  })

  it('is searched without a VAE, and says so, where there is much to learn and no adapter', async () => {
    const { micrograph } = drawAperiodic({ structure: 'grains', seed: 6, defects: 0, size: 288 })
    const detector = new LocalDetector(() => Promise.reject(new DeviceError('no-adapter', 'There is none.')))
    detector.take(micrograph)
    const result = await detector.detect()
    if (result.verdict === 'periodic') throw new Error('it is not')
    expect(result.surroundings!.weights).toEqual({ linear: 1, vae: 0 })
    expect(result.circumstances.adapter).toBeNull()
    expect(result.circumstances.remarks.join()).toContain('no VAE has learned it')
    // What is no matter of adapters is told.
    const broken = new LocalDetector(() => Promise.reject(new Error('broken')))
    broken.take(micrograph)
    await expect(broken.detect()).rejects.toThrow('broken')
  })
})
