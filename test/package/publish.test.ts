import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { packPackage } from './install'

test('publint and "Are the types wrong?" find nothing in the packed package', async () => {
  const script = join(import.meta.dirname, '../../scripts/check-package.mjs')
  const { tarball } = await packPackage()
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, tarball], {
    encoding: 'utf8',
    env: { ...process.env, NODE_ENV: 'production' },
  })
  // What they complain of is what the script prints.
  expect({ status, output: `${stdout}${stderr}` }).toEqual({ status: 0, output: '' })
})
