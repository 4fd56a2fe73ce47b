import { describe, expect, it } from 'vitest'
import { describe as inWords, foundNow } from '../../../src/cli/found'
import { DeviceError } from '../../../src/errors'
import { resultFiles } from '../../../src/session/files/result-files'
import { micrographRecord } from '../../../src/session/files/record'
import { detectionsCsv, detectionsJson } from '../../../src/session/files/tables'
import { LocalDetector } from '../../../src/session/local-detector'
import { searchReport } from '../../../src/session/report/search/report'
import { readRecord } from '../../../src/session/saved/record-schema'
import { resultOf } from '../../../src/session/saved/result'
import { drawAperiodic } from '../../support/aperiodic'

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

    const record = micrographRecord(micrograph, result, result.circumstances)
    expect(record).toMatchObject({ lattice: null, regions: null, surroundings: { gapPx: 8 } })
    expect(record.detections![0]).toMatchObject({ sublattice: null, i: null, j: null, group: null, review: null })
    expect(detectionsCsv(record).split('\n')[1]).toMatch(/^1,\w+,,,,\d/)
    const again = resultOf(readRecord(detectionsJson(record), 'a.json'))
    if (again.verdict === 'periodic') throw new Error('it is not')
    expect(again.surroundings!.findings.map(({ column }) => column)).toHaveLength(record.detections!.length)
    const { warnings, ...rest } = micrographRecord(micrograph, again, again.circumstances)
    expect({ ...rest, warnings }).toEqual(record)

    const names = resultFiles('a', micrograph, result).map(({ name, content }) => [name, content().length > 0])
    expect(names.map(([name]) => name)).toEqual([
      'a.overlay.png',
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
