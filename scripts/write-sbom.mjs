// npm run sbom: what a release needs, with versions, licences and hashes (CycloneDX), as dist/sbom.cdx.json.
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './lib/shell.mjs'

const argv = ['sbom', '--omit=dev', '--sbom-format=cyclonedx']
const { status, stdout, stderr } = spawnSync('npm', argv, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 26 })
if (status !== 0) throw new Error(`npm sbom failed: ${stderr}`)
mkdirSync(join(root, 'dist'), { recursive: true })
writeFileSync(join(root, 'dist/sbom.cdx.json'), stdout)
