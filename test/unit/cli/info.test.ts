import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { buildDm } from '../../support/formats/dm'
import { writeNpy } from '../../../src/io/npy'
import { writeTiff } from '../../../src/io/tiff/write'
import { simulateMicrograph } from '../../../src/stem/simulate/micrograph'
import { lacuna, scratchFolder } from '../../support/cli'

const data = Float32Array.of(1, 2, 3, 4, 5, 6)
const calibration = [
  { scale: 0.012, units: 'nm' },
  { scale: 0.012, units: 'nm' },
]
const dm = buildDm([
  {
    width: 3,
    height: 2,
    data,
    dataType: 2,
    name: 'HAADF',
    calibration,
    tags: { 'Microscope Info': { Voltage: 200000 } },
  },
  { width: 2, height: 3, data, dataType: 2, name: 'BF' },
])

test('every image of a file, with its calibration, its metadata and its warnings', async () => {
  const path = join(scratchFolder(), 'scan.dm4')
  writeFileSync(path, dm)
  const { status, stdout, stderr } = await lacuna(['info', path])
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  expect(stdout).toBe(`${path}: 2 images

  HAADF
    size        3 × 2 px
    pixel size  0.12 Å (0.012 nm in the file)
    format      DM
    bits        32
    samples     float
    voltageKv   200

  BF
    size        2 × 3 px
    pixel size  not known
    format      DM
    bits        32
    samples     float
    warning     the file holds no pixel size: lengths are given in pixels
`)
})

test('as JSON, several files, a stack among them', async () => {
  const folder = scratchFolder()
  const paths = [join(folder, 'scan.dm4'), join(folder, 'patches.npy')]
  writeFileSync(paths[0], dm)
  writeFileSync(paths[1], writeNpy(new Float32Array(2 * 4 * 4).fill(1), [2, 4, 4]))
  const { status, stdout } = await lacuna(['info', ...paths, '--json'])
  expect(status).toBe(0)
  const { files } = JSON.parse(stdout) as { files: { file: string; images: Record<string, unknown>[] }[] }
  expect(files.map(({ file }) => file)).toEqual(paths)
  expect(files[0].images[0]).toMatchObject({
    title: 'HAADF',
    width: 3,
    calibration: { x: { value: 0.012, unit: 'nm' } },
  })
  expect(files[1].images[0]).toMatchObject({ title: 'a stack of patches', metadata: { patches: 2 } })
})

test('a file that cannot be read ends with 2 and names it', async () => {
  const path = join(scratchFolder(), 'none.dm4')
  expect(await lacuna(['info', path])).toMatchObject({
    status: 2,
    stderr: `lacuna: ${path}: there is no such file; check its name\n`,
  })
})

test(
  '--crystal finds the lattice, names its columns and says how far the file is off',
  { timeout: 60_000 },
  async () => {
    const { micrograph, truth } = simulateMicrograph({ seed: 5, width: 256, height: 256, distortion: 0.2, drift: 0.2 })
    const wrong = truth.pixelSize * 1.1
    const path = join(scratchFolder(), 'scan.tif')
    writeFileSync(path, writeTiff(micrograph.data, { width: 256, height: 256, pixelSize: { x: wrong, y: wrong } }))
    const { status, stdout } = await lacuna(['info', path, '--crystal', 'srtio3-001', '--json'])
    expect(status).toBe(0)
    const { files } = JSON.parse(stdout) as { files: { images: { lattice: Record<string, unknown> }[] }[] }
    const { lattice } = files[0].images[0]
    expect(lattice).toMatchObject({ verdict: 'periodic', sublattices: [{ name: 'sr' }, { name: 'ti' }] })
    // The simulated cell is 0.75 % smaller on average than the pixel size makes it.
    expect((lattice.crystal as { fileError: number }).fileError).toBeCloseTo(0.092, 2)
    expect((await lacuna(['info', path, '--crystal', 'srtio3-001'])).stdout).toMatch(
      /fit +ratio of the edges -?\d\.\d % off, angle -?\d\.\d° off, columns 0\.\d\d Å rms off their places\n *recalibrated +0\.1\d+ Å; the file's is 9\.\d % too large/,
    )
  },
)

test.each([
  ['none', /--crystal none: there are srtio3-001, batio3-100, .*, mos2-001, or give a \.cif or \.json file/],
  ['none.json', /none\.json: there is no such file/],
  ['none.cif', /none\.cif: there is no such file/],
])('--crystal %s is refused', async (name, message) => {
  const { status, stderr } = await lacuna(['info', 'a.tif', '--crystal', name])
  expect(status).toBe(2)
  expect(stderr).toMatch(message)
})

test('a bad file beside a good one: the good one is told of, and the bad one ends with 2', async () => {
  const folder = scratchFolder()
  const [good, bad] = [join(folder, 'good.dm4'), join(folder, 'bad.tif')]
  writeFileSync(good, dm)
  writeFileSync(bad, 'no image')
  const ran = await lacuna(['info', bad, good])
  expect(ran.status).toBe(2)
  expect(ran.stdout).toContain(`${good}: 2 images`)
  expect(ran.stderr).toContain(`${bad}: not an image Lacuna reads`)
  const json = await lacuna(['info', bad, good, '--json'])
  const { files } = JSON.parse(json.stdout) as { files: { file: string; error?: string }[] }
  expect(files.map(({ file, error }) => [file, error !== undefined])).toEqual([
    [bad, true],
    [good, false],
  ])
})

test('--image and --frames list what they choose, --pixel-size what they are then', async () => {
  const path = join(scratchFolder(), 'scan.dm4')
  writeFileSync(path, dm)
  const { stdout } = await lacuna(['info', path, '--image', 'BF', '--pixel-size', '0.3', '--json'])
  const { files } = JSON.parse(stdout) as { files: { images: { title: string; pixelSize: unknown }[] }[] }
  expect(files[0].images).toMatchObject([{ title: 'BF', pixelSize: { x: 0.3, y: 0.3 } }])
})
