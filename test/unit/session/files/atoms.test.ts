import { expect, it } from 'vitest'
import { atomsSentence, detectableAtoms } from '../../../../src/session/files/atoms'
import { GALLERY } from '../../../../src/stem/crystal/gallery'
import { result } from '../../../support/result'

const crystal = GALLERY['srtio3-001']

it('says of each sublattice of the crystal how many atoms would have been missed', () => {
  const made = result()
  const request = { ...made.circumstances.request, thickness: 20 }
  const names = made.lattice.sublattices.map(({ name }) => name)
  // Both sublattices of the made-up result lose a fifth; of titanium's column oxygen scatters a part.
  const known = { ...crystal, columns: crystal.columns.slice(0, 2).map((column, n) => ({ ...column, name: names[n] })) }
  const [sr, ti] = detectableAtoms(made, { crystal: known, request })!
  expect(sr).toEqual({ sublattice: names[0], element: 'Sr', of: 20, missing: 4 })
  expect(ti).toMatchObject({ element: 'Ti', of: 20, missing: 5 })
  expect(atomsSentence([sr, { ...ti, missing: null }])).toBe(
    'That is, missing of a column: 4 of 20 atoms of Sr; not even all 20 of Ti.',
  )
})

it('says nothing without a crystal or a thickness', () => {
  const { circumstances, ...made } = result()
  expect(detectableAtoms(made, { crystal, request: circumstances.request })).toBeNull()
  expect(detectableAtoms(made, { crystal: null, request: { ...circumstances.request, thickness: 20 } })).toBeNull()
})
