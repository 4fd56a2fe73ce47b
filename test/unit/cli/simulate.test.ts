import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readSetsFolder } from '../../../src/cli/published-sets'
import { DEFECT_SETS, IMAGE_SETS } from '../../../src/stem/paper/image-sets'
import { PUBLISHED_FILES } from '../../../src/stem/paper/published'
import { openFile } from '../../../src/io/read'
import type { SeriesTruth } from '../../../src/stem/simulate/series'
import type { SimulationTruth } from '../../../src/stem/simulate/truth'
import { lacuna, scratchFolder } from '../../support/cli'
import { readMicrograph } from '../../support/hostile'

const small = ['--width', '200', '--height', '160', '--seed', '7']

test('writes the micrograph twice and the truth beside it', async () => {
  const folder = scratchFolder()
  const out = join(folder, 'new', 'folder')
  const defects = ['--defects', 'sr-vacancy:1:0.5,ti-ferroelectric:1:0.3', '--rotation=-20']
  const { status, stdout, stderr } = await lacuna(['simulate', ...small, ...defects, '--out', out, '--json'])
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  const names = ['simulated-7.npy', 'simulated-7.tif', 'simulated-7.truth.json']
  expect(JSON.parse(stdout)).toEqual({ files: names.map((name) => join(out, name)) })
  expect(readdirSync(out)).toEqual(names)

  const npy = await readMicrograph(readFileSync(join(out, names[0])), names[0])
  const tiff = await readMicrograph(readFileSync(join(out, names[1])), names[1])
  expect(tiff).toMatchObject({ width: 200, height: 160, metadata: { bits: 16 } })
  expect(tiff.data).toEqual(npy.data)
  const truth = JSON.parse(readFileSync(join(out, names[2]), 'utf8')) as SimulationTruth
  expect(truth.defects).toHaveLength(2)
  expect(truth.defects[0]).toMatchObject({ kind: 'vacancy', sublattice: 'sr', strength: 0.5 })
  expect(truth.options).toMatchObject({ seed: 7, rotation: -20, bits: 16 })
  expect(tiff.pixelSize?.x).toBeCloseTo(truth.pixelSize, 4)
})

describe('--crystal', () => {
  const crystal = {
    name: 'BaTiO3',
    zoneAxis: [0, 0, 1],
    cell: { a: 3.99, b: 4.03, angle: 90 },
    columns: [
      { name: 'ba', position: [0, 0], atoms: { Ba: 1 } },
      { name: 'ti', position: [0.5, 0.51], atoms: { Ti: 1, O: 1 } },
    ],
  }
  const written = () => {
    const folder = scratchFolder()
    const file = join(folder, 'batio3.json')
    writeFileSync(file, JSON.stringify(crystal))
    return { file, out: join(folder, 'out') }
  }
  const truthOf = (out: string) =>
    JSON.parse(readFileSync(join(out, 'simulated-7.truth.json'), 'utf8')) as SimulationTruth

  test('takes a JSON file: a vacancy and a displacement on each of its sublattices', async () => {
    const { file, out } = written()
    const argv = ['simulate', '--crystal', file, '--width', '400', '--height', '400', '--seed', '7', '--out', out]
    const { status, stderr } = await lacuna(argv)
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    const { crystal: name, defects } = truthOf(out)
    expect(name).toBe('BaTiO3 [001]')
    expect(defects.map(({ sublattice, kind }) => `${sublattice}-${kind}`)).toEqual([
      'ba-vacancy',
      'ba-displacement',
      'ti-vacancy',
      'ti-displacement',
    ])
  })

  test('takes a name, and SrTiO3 is the one without', async () => {
    const [named, plain] = [scratchFolder(), scratchFolder()]
    const options = ['--seed', '7', '--width', '400', '--height', '400']
    await lacuna(['simulate', ...options, '--out', plain])
    await lacuna(['simulate', ...options, '--crystal', 'srtio3-001', '--out', named])
    expect(truthOf(named)).toEqual(truthOf(plain))
    expect(truthOf(named).defects.map(({ sublattice, kind }) => `${sublattice}-${kind}`)).toEqual([...DEFECT_SETS])
  })

  test('a sublattice that it lacks, a kind that there is not, and the paper’s sets of it are refused', async () => {
    const { file, out } = written()
    const refusal = async (...argv: string[]) => {
      const { status, stderr } = await lacuna(['simulate', '--crystal', file, ...argv, '--out', out])
      expect(status).toBe(2)
      return stderr
    }
    expect(await refusal('--defects', 'sr-vacancy')).toMatch(/BaTiO3 \[001\] has no sublattice sr: there are ba, ti/)
    expect(await refusal('--defects', 'ba-dislocation')).toMatch(/--defects ba-dislocation: give NAME-KIND/)
    expect(await refusal('--patches')).toMatch(/the paper’s sets are of SrTiO3/)
    expect(existsSync(out)).toBe(false)
  })
})

test('--patches writes sets that reproduce reads, and says that they are simulated', { timeout: 60_000 }, async () => {
  const out = scratchFolder()
  const counts = ['--training', '3', '--test', '2']
  const { status } = await lacuna(['simulate', ...small, '--defects', 'none', '--patches', ...counts, '--out', out])
  expect(status).toBe(0)
  expect(readdirSync(out)).toEqual(expect.arrayContaining(Object.values(PUBLISHED_FILES)))
  const data = await readSetsFolder(out, 64)
  expect(data.source).toBe('simulated, seed 7')
  expect(data.remark).toBeUndefined()
  expect(data.training).toMatchObject({ count: 3, size: 64 })
  for (const set of IMAGE_SETS) expect(data.sets[set].count).toBe(2)
})

test('a cancelled command ends with 130 and leaves nothing behind', async () => {
  const folder = scratchFolder()
  const signal = AbortSignal.abort()
  const ran = await lacuna(
    ['simulate', ...small, '--patches', '--training', '1', '--test', '1', '--out', join(folder, 'out')],
    signal,
  )
  expect(ran).toEqual({ status: 130, stdout: '', stderr: 'lacuna: cancelled; nothing unfinished was written\n' })
  expect(readdirSync(folder)).toEqual([])
})

describe('--crystal of a CIF', () => {
  const file = 'test/fixtures/crystals/gaas.cif'

  test(
    'is seen along --zone, at its own pixel size and thickness, displaced by its own spacing',
    { timeout: 30_000 },
    async () => {
      const out = scratchFolder()
      const argv = [
        'simulate',
        '--crystal',
        file,
        '--zone',
        '1,1,0',
        '--seed',
        '7',
        '--width',
        '300',
        '--height',
        '300',
      ]
      const { status, stderr } = await lacuna([...argv, '--out', out])
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
      const truth = JSON.parse(readFileSync(join(out, 'simulated-7.truth.json'), 'utf8')) as SimulationTruth
      expect(truth.crystal).toBe('GaAs [110]')
      const defects = truth.defects.map(({ sublattice, kind }) => `${sublattice}-${kind}`)
      expect(defects).toEqual(['As-vacancy', 'As-displacement', 'Ga-vacancy', 'Ga-displacement'])
      // A quarter of the cell's edge apart: 1.413 Å, where SrTiO3 has 2.761.
      const { x, y } = truth.defects[1].displacement
      expect(Math.hypot(x, y)).toBeCloseTo((1.15 / 2.761) * 1.413, 2)
      expect(truth.pixelSize).toBeCloseTo((0.1636 / 2.761) * 1.413, 3)
      expect(truth.options.cells).toBe(78)
    },
  )

  test.each([
    [['--crystal', file, '--zone', '0,0,0'], /zone 0,0,0: give the direction along the beam, such as 1,1,0/],
    [['--crystal', 'si-110', '--zone', '1,1,1'], /--zone is for a CIF; Si \[110\] has one already/],
    [['--crystal', 'test/fixtures/projected_columns.py'], /there are srtio3-001, .* or give a \.cif or \.json file/],
  ])('%j is refused', async (options, message) => {
    const out = join(scratchFolder(), 'out')
    const { status, stderr } = await lacuna(['simulate', ...options, '--out', out])
    expect(status).toBe(2)
    expect(stderr).toMatch(message)
    expect(existsSync(out)).toBe(false)
  })
})

describe('--physics multislice refuses, before anything is computed,', () => {
  test.each([
    [['--energy', '300'], /--energy is for --physics multislice/],
    [['--physics', 'optics'], /there are columns and multislice/],
    [['--defects', 'sr-vacancy:1:0.5:20'], /a depth is for --physics multislice/],
    [['--physics', 'multislice', '--crystal', 'mine.json'], /JSON does not say how deep its atoms lie/],
    [['--physics', 'multislice', '--crystal', 'si-100'], /--crystal si-100: there are srtio3-001/],
    [['--physics', 'multislice', '--crystal', 'si-110', '--zone', '1,1,1'], /Si \[110\] has one already/],
    [['--physics', 'multislice', '--zone', '1,1,0'], /--zone 1,1,0 is for a CIF/],
    [
      ['--physics', 'multislice', '--detector', '50'],
      /--detector 50: give two numbers, such as 50,150, or haadf, maadf/,
    ],
    [['--physics', 'multislice', '--detector', 'bf+150,50'], /detector from 150 to 50 mrad: let it end beyond/],
    [['--physics', 'multislice', '--method', 'bloch'], /--method bloch: there are auto, multislice, prism/],
    [['--physics', 'multislice', '--phonons', '1.5'], /--phonons 1\.5: give a whole number/],
    [['--physics', 'multislice', '--defects', 'sr-vacancy:1:1:2:3'], /give NAME-KIND/],
    [['--physics', 'multislice', '--frames', '3'], /a series is of columns/],
  ])('%s', async (options, message) => {
    const { status, stderr } = await lacuna(['simulate', ...small, ...options, '--out', join(scratchFolder(), 'out')])
    expect(status).toBe(2)
    expect(stderr).toMatch(message)
  })
})

test('--frames writes a series, each defect in its frames; other frames than it has are refused', async () => {
  const out = join(scratchFolder(), 'out')
  const series = (...more: string[]) => lacuna(['simulate', ...small, '--out', out, ...more])
  const defects = ['--defects', 'sr-vacancy@2,ti-vacancy:1:0.5@1-2']
  expect(await series('--frames', '3', '--frame-drift', '2', ...defects)).toMatchObject({ status: 0 })
  const truth = JSON.parse(readFileSync(join(out, 'simulated-7.truth.json'), 'utf8')) as SeriesTruth
  expect(truth.defects.map(({ frames }) => frames)).toEqual([
    { first: 2, last: 3 },
    { first: 1, last: 2 },
  ])
  expect(truth.drift).toHaveLength(3)
  for (const end of ['npy', 'tif']) {
    const bytes = readFileSync(join(out, `simulated-7.${end}`))
    const file = await openFile(bytes, `simulated-7.${end}`)
    const images = file.kind === 'images' ? file.images : []
    expect(images.map(({ series: whole }) => whole?.frames)).toEqual([3, 3, 3])
    const [first, , last] = images.map((image) => image.read().data)
    expect(first).not.toEqual(last)
    if (end === 'tif') expect(images[2].pixelSize?.x).toBeCloseTo(truth.pixelSize, 4)
  }
  expect((await series(...defects)).stderr).toMatch(/@2: give frames of the series/)
  expect((await series('--frames', '3', '--defects', 'sr-vacancy@2-4')).stderr).toMatch(/@2-4: give frames/)
  expect((await series('--frame-drift', '2')).stderr).toMatch(/--frame-drift is for a series/)
})
