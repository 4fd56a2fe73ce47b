import { describe, expect, it } from 'vitest'
import { DEFICIT_COLOUR, SIDE_COLOURS } from '../../../../src/session/picture/colour-map'
import { crystalLabel, crystalNames } from '../../../../src/session/crystals'
import { micrographOverlay, heatRange } from '../../../../src/session/picture/overlay'
import { pictureRaster } from '../../../../src/session/picture/picture-raster'
import { FIRST_TONE } from '../../../../src/session/picture/tone'
import { resultFiles } from '../../../../src/session/files/result-files'
import { micrographRecord } from '../../../../src/session/files/record'
import { detectionsCsv, detectionsJson } from '../../../../src/session/files/tables'
import { openInput } from '../../../../src/session/opening'
import { GALLERY } from '../../../../src/stem/crystal/gallery'
import { micrograph, result, unperiodic } from '../../../support/result'

describe('the record', () => {
  const found = result()
  const record = micrographRecord(micrograph(), found, found.circumstances)

  it('has every column, what was found of them, and in Å what is known in Å', () => {
    expect(record).toMatchObject({ formatVersion: 3, verdict: 'periodic', request: { rate: 0.01, model: 'fast' } })
    expect(record.columns).toHaveLength(12)
    expect(record.columns!.map(({ kind }) => kind).filter((kind) => kind !== 'bulk')).toEqual([
      'vacancy',
      'displacement',
    ])
    expect(record.detections).toEqual(found.detections.map((detection) => ({ ...detection, review: null })))
    expect(record.detections![1]).toMatchObject({ sublattice: 'B', i: 1, j: 0 })
    expect(record.detections![1].displacementAngstrom!.x).toBeCloseTo(0.48, 9)
    expect(record.seconds).toEqual({ lattice: 0.5, train: 2, leak: 0, predict: 1, measure: 0, judge: 0 })
  })

  it('is JSON with a column a line, and CSV with a detection a line', () => {
    const json = detectionsJson(record)
    expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(record)))
    expect(json.split('\n').filter((line) => line.startsWith('    {"sublattice"'))).toHaveLength(12)
    const [header, ...lines] = detectionsCsv(record).trimEnd().split('\n')
    expect(lines).toHaveLength(2)
    expect(lines[0].split(',')).toHaveLength(header.split(',').length)
    expect(lines[0]).toMatch(/^1,vacancy,A,1,0,16,0,2.56,0,-97,4,/)
  })

  it('of what is not periodic says so, and lists nothing', () => {
    const { circumstances, ...verdict } = unperiodic()
    expect(micrographRecord(micrograph(), verdict, circumstances)).toMatchObject({
      verdict: 'not periodic',
      reason: 'no two peaks span a lattice',
      columns: null,
      detections: null,
      regions: null,
    })
  })
})

it('the overlay has the marks of the screen: a shape by kind in the colour of its side, if it has one, dashes around what is no point', () => {
  const { data, width } = micrographOverlay(micrograph(), result())
  const zoom = Math.floor(1024 / 48)
  const pixel = (x: number, y: number) => [...data.subarray(4 * (y * width + x), 4 * (y * width + x) + 3)]
  const radius = 0.4 * 16 * zoom
  expect(pixel(Math.floor(16.5 * zoom - radius), Math.floor(0.5 * zoom))).toEqual([...DEFICIT_COLOUR])
  // The corner of a diamond, which is a fifth further out than a ring.
  expect(pixel(Math.floor(26 * zoom - 1.2 * radius), Math.floor(8.5 * zoom))).toEqual([...SIDE_COLOURS.neither])
  const edge = Array.from({ length: 100 }, (_, k) => pixel(Math.floor(36.5 * zoom), 22 * zoom + k)[0])
  expect(Math.max(...edge)).toBe(255)
  expect(Math.min(...edge)).toBeLessThan(220)
})

it('the heat map’s colours end at the height of the brightest columns, however little is left over', () => {
  expect(heatRange(result())).toEqual({ quiet: 0, limit: 100 })
})

describe('a crystal', () => {
  it('goes by its name, by its label, and by its text', () => {
    expect(crystalNames()).toContain('SrTiO3 [001]')
    const text = JSON.stringify({ ...GALLERY['srtio3-001'], name: 'Mine' })
    for (const name of ['srtio3-001', 'SrTiO3 [001]', 'srtio3[001]']) expect(crystalLabel(name)).toBe('SrTiO3 [001]')
    expect(crystalLabel(text)).toBe('Mine [001]')
  })

  it('that there is none of is refused, with those that there are', () => {
    expect(() => crystalLabel('NaCl')).toThrow(/no crystal is called "NaCl".*srtio3-001/)
    expect(() => crystalLabel('{"name": 1}')).toThrow(/^crystal: /)
  })
})

it('against the main phase is a picture and a file where there are two phases', async () => {
  const found = result()
  const names = (of: typeof found) => resultFiles('scan', micrograph(), of).map(({ name }) => name)
  expect(names(found)).not.toContain('scan.phase.tif')
  const phase = new Float32Array(found.pictures.heat.length)
  phase[5] = 70
  const withPhases = { ...found, pictures: { ...found.pictures, phase } }
  expect(names(withPhases)).toHaveLength(names(found).length + 1)
  const tiff = resultFiles('scan', micrograph(), withPhases).find(({ name }) => name === 'scan.phase.tif')!
  const read = await openInput(tiff.content() as Uint8Array, tiff.name)
  expect(read.kind === 'micrograph' && read.micrograph.data).toEqual(phase)
  // What lies over the pixel is orange there, and nothing in the heat map.
  const { width, height } = micrograph()
  const over = (name: 'heat' | 'phase') =>
    pictureRaster(
      micrograph(),
      { x: 0, y: 0, width, height },
      { tone: FIRST_TONE, heat: { found: withPhases, opacity: 1, name } },
    ).data.subarray(20, 23)
  const [red, , blue] = over('phase')
  expect(red).toBeGreaterThan(blue + 50)
  expect(new Set(over('heat')).size).toBe(1)
})
