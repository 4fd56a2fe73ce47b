import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { DEFAULT_OPENING } from '../../../src/session/opening'
import { recordedRequest } from '../../../src/session/recorded'
import { DEFAULT_REQUEST } from '../../../src/session/request'

const source = { sha256: 'ab', opening: DEFAULT_OPENING }

test('a crystal stands in a record by its name, or by the hash of what its file says: another content is another request', async () => {
  const crystalOf = async (crystal: string | null) =>
    (await recordedRequest({ ...DEFAULT_REQUEST, crystal }, source, null)).crystal
  expect(await crystalOf(null)).toBeNull()
  expect(await crystalOf('srtio3-001')).toBe('srtio3-001')
  const texts = ['{"name":"A"}', '{"name":"B"}']
  for (const text of texts)
    expect(await crystalOf(text)).toBe(`sha256:${createHash('sha256').update(text).digest('hex')}`)
})
