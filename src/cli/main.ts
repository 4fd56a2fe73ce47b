import { parseArgs } from 'node:util'
import { version } from '../version'

const help = `lacuna — finds what does not belong in an atomic-resolution STEM micrograph

Usage: lacuna [options]

Options:
  -h, --help     show this text
  -v, --version  show the version`

const { values } = parseArgs({
  options: { help: { type: 'boolean', short: 'h' }, version: { type: 'boolean', short: 'v' } },
})

process.stdout.write(`${values.version ? version : help}\n`)
