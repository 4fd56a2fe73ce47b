import { describe, expect, test } from 'vitest'
import { chooseFrames, mainImage } from '../../../src/io/choose'
import type { FileImage, FoundImage } from '../../../src/io/images'
import { imageFile } from '../../../src/io/images'
import { inSeries } from '../../../src/io/planes'

const nm = { value: 0.02, unit: 'nm' }
const found = (title: string, more: Partial<FoundImage> = {}): FoundImage => ({
  title,
  width: 64,
  height: 64,
  calibration: { x: nm, y: nm },
  metadata: {},
  pixels: () => new Float32Array(64 * 64),
  ...more,
})
const filed = (...images: FoundImage[]): readonly FileImage[] => {
  const file = imageFile('a.emd', images)
  return file.kind === 'images' ? file.images : []
}
const main = (...images: FoundImage[]) => mainImage(filed(...images)).title

test.each([
  [['BF', 'HAADF'], 'HAADF'],
  [['ABF', 'DF4'], 'DF4'],
  [['BF-S', 'DF-S'], 'DF-S'],
  [['DF2', 'MAADF'], 'MAADF'],
  [['LAADF', 'HAADF'], 'HAADF'],
  [['Ti map', 'Image 3'], 'Image 3'],
  [['FFT of HAADF', 'HAADF'], 'HAADF'],
  [['iDPC', 'ADF'], 'ADF'],
  [['Annular Dark Field', 'Bright Field'], 'Annular Dark Field'],
  [['first', 'second'], 'first'],
  [['PDF report', 'DF'], 'DF'],
])('of %j: %s', (titles, title) => {
  expect(main(...titles.map((name) => found(name)))).toBe(title)
})

test('the detector counts as the title does', () => {
  expect(main(found('1', { metadata: { detector: 'BF' } }), found('2', { metadata: { detector: 'HAADF' } }))).toBe('2')
})

test('what is grey before what is coloured, lengths before reciprocal lengths, images before tables', () => {
  const reciprocal = { value: 0.1, unit: '1/nm' }
  expect(main(found('HAADF', { metadata: { colour: true } }), found('data'))).toBe('data')
  expect(main(found('a', { calibration: { x: reciprocal, y: reciprocal } }), found('b'))).toBe('b')
  expect(main(found('a', { width: 20 }), found('b'))).toBe('b')
})

describe('asked for', () => {
  const frames = (title: string, oneScan: boolean) =>
    inSeries([found(title), found(title), found(title)], { title, oneScan })
  const images = filed(found('BF'), ...frames('HAADF', true), ...frames('focal', false))
  const chosen = (image: string | null, range: Parameters<typeof chooseFrames>[2]['frames'] = null) => {
    const { frames, remark } = chooseFrames('a.emd', images, { image, frames: range })
    return [frames.map(({ title }) => title), remark] as const
  }

  test('nothing: all frames of the scan, and it is said', () => {
    const [titles, remark] = chosen(null)
    expect(titles).toEqual(['HAADF [1 of 3]', 'HAADF [2 of 3]', 'HAADF [3 of 3]'])
    expect(remark).toBe('it holds 7 images, of which the sum of the 3 frames of HAADF is taken')
  })

  test('a number: that very one', () => expect(chosen('3')).toEqual([['HAADF [2 of 3]'], null]))
  test('a title, in any letters', () => expect(chosen('bf')).toEqual([['BF'], null]))
  test('a part of one', () => expect(chosen('foc')[0]).toEqual(['focal [1 of 3]']))
  test('a title and frames', () => {
    expect(chosen('focal', 'all')[0]).toHaveLength(3)
    expect(chosen('focal', { first: 2, last: 3 })[0]).toEqual(['focal [2 of 3]', 'focal [3 of 3]'])
  })

  test('what is not there', () => {
    expect(() => chosen('9')).toThrow('a.emd: it holds no image 9; there are 7: BF, HAADF, focal')
    expect(() => chosen('HAADF', { first: 2, last: 4 })).toThrow('it has 3 frames, and none numbered 4')
    expect(() => chosen('BF', { first: 2, last: 2 })).toThrow('BF has one frame')
  })
})
