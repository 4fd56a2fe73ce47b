import { describe, expect, it } from 'vitest'
import { InputError } from '../../../src/errors'
import { completed, DEFAULT_REQUEST, readRequest, writeRequest } from '../../../src/session/request'

const region = { x: 12, y: 0, width: 64, height: 80 }

describe('a request', () => {
  it('is as it usually is where nothing is asked', () => {
    expect(completed({})).toEqual(DEFAULT_REQUEST)
    expect(readRequest({})).toEqual(DEFAULT_REQUEST)
    expect(writeRequest({ ...DEFAULT_REQUEST })).toEqual({})
  })

  it('is the same after it was written as text and read again', () => {
    const request = completed({
      preset: 'paper',
      seed: 2 ** 32 - 1,
      epochs: 7,
      region,
      rate: 0.05,
      crystal: 'srtio3-001',
    })
    expect(readRequest(writeRequest(request))).toEqual(request)
    expect(writeRequest(request)).toEqual({
      preset: 'paper',
      seed: '4294967295',
      epochs: '7',
      region: '12,0,64,80',
      rate: '0.05',
      crystal: 'srtio3-001',
    })
  })

  it('leaves out what a caller leaves undefined or null', () => {
    expect(completed({ epochs: null, seed: undefined })).toEqual(DEFAULT_REQUEST)
  })

  it.each([
    ['seed', '-1', 'bad-seed', /^--seed -1: give a whole number from 0 to 4294967295$/],
    ['seed', '1.5', 'bad-seed', /^--seed 1\.5/],
    ['seed', '1e3', 'bad-seed', /^--seed 1e3/],
    ['epochs', '0', 'bad-epochs', /^--epochs 0: give a whole number from 1 to 100000$/],
    ['rate', '0', 'bad-rate', /^--rate 0: give a number from 0\.000001 to 0\.5$/],
    ['rate', '80', 'bad-rate', /^--rate 80/],
    ['rate', '', 'bad-rate', /^--rate/],
    ['region', '1,2,3', 'bad-region', /x,y,width,height/],
    ['preset', 'slow', 'unknown-preset', /"slow"/],
    ['crystal', 'NaCl', 'crystal', /NaCl/],
  ])('refuses %s %j and says what it may be', (name, text, code, message) => {
    const read = () => readRequest({ [name]: text }, (option) => `--${option}`)
    expect(read).toThrow(InputError)
    expect(read).toThrow(message)
    expect(read).toThrow(expect.objectContaining({ code }))
  })

  it('holds a value to the limits of its text', () => {
    expect(() => completed({ rate: 0.6 })).toThrow(/^rate 0\.6: give a number/)
    expect(() => completed({ seed: 1.5 })).toThrow(/^seed 1\.5/)
    expect(() => completed({ region: { ...region, width: 0 } })).toThrow(InputError)
  })
})
