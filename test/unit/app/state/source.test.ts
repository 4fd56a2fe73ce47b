import { describe, expect, it, test } from 'vitest'
import { isInPage, nameOf, readSource } from '../../../../src/app/state/source'

test.each([
  [new File([], 'scan.dm4'), 'scan.dm4'],
  ['data/scan.dm4?v=2#part', 'scan.dm4'],
  ['https://example.org/a/scan.emd', 'scan.emd'],
  ['blob:https://example.org/7f1c-42', 'unnamed'],
  ['blob:https://example.org/7f1c-42#scan%203.emd', 'scan 3.emd'],
  ['data:;base64,iVBORw0KGgo/AAAA/BBBB', 'unnamed'],
  ['data:application/x-hdf5;base64,iVBO#scan.h5', 'scan.h5'],
  ['data:,x#100%', '100%'],
])('%s is called %s', (source, name) => {
  expect(nameOf(source)).toBe(name)
})

test('what lies in the page alone is told from what has an address', () => {
  const sources = [new File([], 'a.png'), 'blob:https://e.org/1', 'data:,x', 'a.png', 'https://e.org/blob:x']
  expect(sources.map(isInPage)).toEqual([true, true, true, false, false])
})

describe('the bytes', () => {
  it('of a data: and of a blob: address', async () => {
    expect(await readSource('data:;base64,AQID#scan.h5')).toEqual(Uint8Array.of(1, 2, 3))
    const address = URL.createObjectURL(new Blob([Uint8Array.of(4, 5)]))
    expect(await readSource(address)).toEqual(Uint8Array.of(4, 5))
    URL.revokeObjectURL(address)
  })

  it('of an address that is gone: the failure repeats no file that stands in it', async () => {
    await expect(readSource(`data:;base64,${'!'.repeat(1000)}#scan.h5`)).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringMatching(/^scan\.h5: could not be fetched/) as string,
    })
  })
})
