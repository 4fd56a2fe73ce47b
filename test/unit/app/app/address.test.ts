import { describe, expect, it } from 'vitest'
import { formatAddress, parseAddress } from '../../../../src/app/app/address'
import { DEFAULT_RUN } from '../../../../src/app/state/run'
import { TAB_IDS } from '../../../../src/app/app/tabs'

const run = { ...DEFAULT_RUN, preset: 'paper', seed: 7, epochs: 3 } as const

describe('the address of the page', () => {
  it.each(TAB_IDS)('says which tab is open, %s, and keeps the run', (tab) => {
    for (const file of [null, 'a & b=1 #2.dm4']) {
      expect(parseAddress(formatAddress({ tab, run, file }))).toEqual({ tab, run, file })
    }
  })

  it('names no tab for the first, so that an address of a run is an address of its detection', () => {
    expect(formatAddress({ tab: 'detect', run, file: null })).toBe('#preset=paper&seed=7&epochs=3')
    expect(parseAddress('#seed=7')).toMatchObject({ tab: 'detect', run: { seed: 7 } })
  })

  it.each(['#tab=nothing&seed=7', '#tab=toString&seed=7'])('%s opens the first tab', (hash) => {
    expect(parseAddress(hash)).toMatchObject({ tab: 'detect', run: { seed: 7 } })
  })
})
