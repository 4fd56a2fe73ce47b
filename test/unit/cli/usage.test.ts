import { describe, expect, test } from 'vitest'
import { version } from '../../../src/version'
import { lacuna } from '../../support/cli'

const commands = ['info', 'reproduce', 'evaluate', 'simulate', 'train', 'detect', 'merge']

describe('help', () => {
  test.each([[[]], [['--help']], [['-h']]])('lacuna %s lists every command', async (argv) => {
    const { status, stdout, stderr } = await lacuna(argv)
    expect(status).toBe(0)
    expect(stderr).toBe('')
    for (const command of commands) expect(stdout).toMatch(new RegExp(`^ {2}${command} `, 'm'))
  })

  test.each(commands)('lacuna %s --help shows usage and options, within a terminal’s width', async (command) => {
    const { status, stdout } = await lacuna([command, '--bogus', '--help'])
    expect(status).toBe(0)
    expect(stdout).toContain(`Usage: lacuna ${command} `)
    expect(stdout).toContain('--help')
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(96)
  })

  test('--version is the package’s', async () => {
    expect(await lacuna(['--version'])).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' })
  })
})

describe('a command line that cannot be meant', () => {
  test.each([
    [['bogus'], 'there is no command bogus'],
    [['info', 'file.png'], 'file.png: there is no such file'],
    [['info', '--bogus'], "Unknown option '--bogus'"],
    [['reproduce'], '--out is missing'],
    [['reproduce', '--out', '/tmp', '--preset', 'huge'], 'there is no preset "huge"'],
    [['reproduce', '--out', '/tmp', '--epochs', '0'], '--epochs 0: give a whole number from 1'],
    [['reproduce', '--out', '/tmp', '--seed', '1.5'], '--seed 1.5: give a whole number from 0'],
    [['evaluate'], '--out is missing'],
    [['evaluate', '--out', '/tmp', 'file.npy'], 'unexpected argument file.npy'],
    [['evaluate', '--out', '/tmp', '--data', '/no/such/folder'], 'there is no such file'],
    [['detect', 'a.npy', '--model', 'm', '--out', '/tmp', '--score', 'best'], '--score best: there is no such score'],
    [['detect', 'a.npy', '--model', 'm', '--out', '/tmp', '--rate', '0'], '--rate 0: give a number from'],
    [['simulate', '--out', '/tmp', '--dose', 'many'], '--dose many: give a number from 1'],
    [['simulate', '--out', '/tmp', '--defects', 'dislocation:1'], '--defects dislocation:1: give NAME-KIND'],
    [['simulate', '--out', '/tmp', '--defects', 'ti-vacancy:2:1.5'], '--defects 1.5: give a number from 0 to 1'],
    [['simulate', '--out', '/tmp', '--defects', 'sr-vacancy:999'], 'of 999 sr-vacancy defects find room'],
    [['simulate', '--out', '/dev/null/folder'], '/dev/null is not a folder'],
    [['train', '--out', 'model.safetensors'], 'name at least one input file'],
    [['train', 'image.png'], '--out is missing'],
    [
      ['train', 'a.png', '--out', '/tmp/m', '--region', '0,0,64'],
      '"0,0,64" is no region of a micrograph: give x,y,width',
    ],
    [['train', 'a.png', 'b.png', '--out', '/tmp/m', '--region', '0,0,64,64'], '--region is of one micrograph'],
    [['detect', 'a.png', '--out', '/tmp', '--region', '0,0,64,0'], '"0,0,64,0" is no region of a micrograph'],
    [['detect', 'a.png', '--out', '/tmp', '--region', '0,0,9,9', '--model', 'm'], '--region is for training'],
    [['detect', 'a.png', '--out', '/tmp', '--region', '0,0,9,9', '--score', 'paper'], '--region is for --score lacuna'],
    [['detect', 'image.png', '--out', '/tmp'], 'image.png: there is no such file'],
    [['detect', 'a.png', '--zone', '0,0,1', '--out', '/tmp'], '--zone is for a CIF: name it with --crystal'],
    [['info', 'a.png', '--zone', '0,0,1'], '--zone is for a CIF: name it with --crystal'],
    [['detect', 'image.png'], '--out is missing'],
    [['detect', 'a.png', 'b.png', '--name', 'c', '--out', '/tmp'], '--name is for one input'],
    [['detect', 'a/c.png', 'b/c.png', '--out', '/tmp'], 'two inputs would write the same files'],
    [['detect', 'a.png', '--jobs', '0', '--out', '/tmp'], '--jobs 0: give a whole number from 1'],
    [['detect', 'a.png', '--crystal', 'gold', '--out', '/tmp'], '--crystal gold: there are srtio3-001'],
    [['detect', 'a.png', '--crystal', 'srtio-001', '--out', '/tmp'], '; did you mean srtio3-001?'],
  ])('%j ends with 2 and one line', async (argv, message) => {
    const { status, stdout, stderr } = await lacuna(argv)
    expect(status).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).toMatch(/^lacuna: [^\n]+\n$/)
    expect(stderr).toContain(message)
  })
})

test.each([
  [['dectect', 'a.tif'], 'there is no command dectect; did you mean detect?'],
  [['ifno'], 'there is no command ifno; did you mean info?'],
  [['frobnicate'], 'there is no command frobnicate; see lacuna --help'],
  [['detect', 'a.tif', '--otu', 'x'], "Unknown option '--otu'; did you mean --out?"],
  [['detect', 'a.tif', '--crytsal', 'x'], "Unknown option '--crytsal'; did you mean --crystal?"],
  [['detect', 'a.tif', '--frobnicate'], "Unknown option '--frobnicate'"],
])('%j', async (argv, message) => {
  const { status, stderr } = await lacuna(argv)
  expect({ status, stderr }).toEqual({ status: 2, stderr: `lacuna: ${message}\n` })
})

test('train names every format', async () => {
  const { stdout } = await lacuna(['train', '--help'])
  for (const format of ['PNG', 'JPEG', 'TIFF', 'NPY', 'DM', 'SER', 'EMD/HSPY', 'MRC']) expect(stdout).toContain(format)
})
