import { expect, test } from 'vitest'
import { csv } from '../../../../src/session/files/csv'

test('quotes what RFC 4180 wants quoted, guards against formulas, and leaves numbers alone', () => {
  expect(csv([['a', 'b,c', 'd"e', 'f\ng', null, -1.5, 0]])).toBe('a,"b,c","d""e","f\ng",,-1.5,0\n')
  expect(csv([['=cmd|x', '+1', '-1', '@a', '\tb']])).toBe("'=cmd|x,'+1,'-1,'@a,'\tb\n")
})
