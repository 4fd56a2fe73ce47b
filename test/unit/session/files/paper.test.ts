import { expect, it } from 'vitest'
import { fileStem } from '../../../../src/session/files/file-stem'
import { paperCsv, paperJson } from '../../../../src/session/files/paper'
import { version } from '../../../../src/version'
import { paperResult as result } from '../../../support/paper-result'

it('the JSON file says what was found, by which rule, and how to do it again', () => {
  const parsed: unknown = JSON.parse(paperJson(result()))
  expect(parsed).toEqual({
    format: 'lacuna-detections',
    formatVersion: 1,
    versions: { lacuna: version },
    name: 'folder/srtio3.tif',
    size: { width: 48, height: 32 },
    pixelSize: { x: 0.16, y: 0.16 },
    preset: 'fast',
    seed: 7,
    epochs: 40,
    adapter: { vendor: 'google', architecture: 'swiftshader', description: '', kind: 'software' },
    rule: { threshold: 0.2, halfWidth: 6, sigmas: 1.5 },
    region: { mean: 0, std: 0.01, low: -0.015, high: 0.015 },
    detections: [
      { id: 1, x: 12, y: 8, xAngstrom: 1.92, yAngstrom: 1.28, kind: 'deficit', nearMaximum: -0.2, score: 20 },
      { id: 2, x: 36, y: 20, xAngstrom: 5.76, yAngstrom: 3.2, kind: 'excess', nearMaximum: 0.1, score: 10 },
    ],
  })
})

it('the CSV file has one line a detection', () => {
  expect(paperCsv(result())).toBe(
    'id,x,y,xAngstrom,yAngstrom,kind,nearMaximum,score\n' +
      '1,12,8,1.92,1.28,deficit,-0.2,20\n' +
      '2,36,20,5.76,3.2,excess,0.1,10\n',
  )
})

it('an unknown pixel size leaves the fields empty, and no detections leave the header', () => {
  const [first] = result().detections
  const unknown = result({ pixelSize: null, detections: [{ ...first, xAngstrom: null, yAngstrom: null }] })
  expect(paperCsv(unknown).split('\n')[1]).toBe('1,12,8,,,deficit,-0.2,20')
  expect(paperCsv(result({ detections: [] })).split('\n')).toHaveLength(2)
})

it.each([
  ['a/b/image.ome.tif', 'image.ome'],
  ['C:\\data\\image.png', 'image'],
  ['image', 'image'],
  ['.png', 'micrograph'],
])('files beside %s are called %s', (name, stem) => {
  expect(fileStem(name)).toBe(stem)
})
