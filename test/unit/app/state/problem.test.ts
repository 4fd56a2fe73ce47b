import { expect, it } from 'vitest'
import { asProblem } from '../../../../src/app/state/problem'
import { InputError } from '../../../../src/errors'
import { crystalFromFile } from '../../../../src/session/crystals'
import { readProjection } from '../../../../src/stem/crystal/gallery'

it('quotes no file whole: a notice has room for a few lines', () => {
  const { code, message } = asProblem(new InputError('crystal', 'a.cif', 'x'.repeat(9000)))
  expect([code, message.length, message.at(-1)]).toEqual(['crystal', 501, '…'])
  expect(asProblem(new Error('y'.repeat(9000))).message).toMatch(/^Something unexpected went wrong: y{500}…$/)
})

it('a crystal’s name that is a whole file is cut where it is refused', () => {
  const file = `no crystal\n${'z'.repeat(9000)}`
  expect(() => readProjection(file)).toThrow(/^no crystal is called "no crystal z{29}…": there are srtio3-001/)
})

it('so is a tag of a CIF, and JSON that is no crystal is not taken for one', async () => {
  const tag = `_${'t'.repeat(9000)}`
  await expect(crystalFromFile(`data_x\n${tag} 1 2`, { source: 'a.cif' })).rejects.toThrow(
    /^a\.cif: line 2: _t{39}… needs one value, not 2$/,
  )
  await expect(crystalFromFile('[1, 2]', { source: 'a.json' })).rejects.toThrow(/^a\.json: its "name" is not one line/)
})
