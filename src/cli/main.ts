import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'

const help = `lacuna — finds what does not belong in an atomic-resolution STEM micrograph

Usage: lacuna [options]

Options:
  -h, --help     show this text
  -v, --version  show the version`

function version(): string {
  // The bundle lies in dist/cli, two levels below package.json.
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  return (JSON.parse(manifest) as { version: string }).version
}

const { values } = parseArgs({
  options: { help: { type: 'boolean', short: 'h' }, version: { type: 'boolean', short: 'v' } },
})

process.stdout.write(`${values.version ? version() : help}\n`)
