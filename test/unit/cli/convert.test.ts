import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { writeNpy } from '../../../src/io/npy'
import { lacuna, scratchFolder } from '../../support/cli'
import { buildDm } from '../../support/formats/dm'
import { readMicrograph } from '../../support/hostile'

const data = Float32Array.of(1.5, -2, 3, 4, 5, 6e9)
const calibration = [
  { scale: 0.012, units: 'nm' },
  { scale: 0.012, units: 'nm' },
]
const haadf = { width: 3, height: 2, data, dataType: 2, name: 'HAADF', calibration }
const stack = {
  width: 3,
  height: 1,
  depth: 2,
  data,
  dataType: 2,
  name: 'focal',
  calibration: [...calibration, { scale: 1, units: 's' }],
}
const dm = buildDm([{ ...haadf, data: new Float32Array(6).fill(9), name: 'BF' }, haadf, stack])

async function converted(out: string, ...more: string[]) {
  const folder = scratchFolder()
  writeFileSync(join(folder, 'scan.dm4'), dm)
  const ran = await lacuna(['convert', join(folder, 'scan.dm4'), '--out', join(folder, out), ...more])
  return { ...ran, path: join(folder, out) }
}

const pixels = async (path: string) => [...(await readMicrograph(readFileSync(path), path)).data]

test('the main image as float32 NPY', async () => {
  const { status, stdout, path } = await converted('x.npy')
  expect(status).toBe(0)
  expect(stdout).toBe(`${path}: 3 × 2 px\n  warning  it holds 4 images, of which HAADF is taken\n`)
  expect(new Uint8Array(readFileSync(path))).toEqual(writeNpy(data, [2, 3]))
})

test('a TIFF keeps pixels and pixel size; one that is given by hand takes the place of the file’s', async () => {
  const { path } = await converted('x.tif')
  const micrograph = await readMicrograph(readFileSync(path))
  expect(micrograph.data).toEqual(data)
  expect(micrograph.pixelSize!.x).toBeCloseTo(0.12, 9)
  const byHand = await converted('x.tiff', '--pixel-size', '0.2,0.25', '--json')
  expect(JSON.parse(byHand.stdout)).toMatchObject({
    pixelSize: { x: 0.2, y: 0.25 },
    warnings: [
      'its pixels are not square: 0.2 × 0.25 Å',
      'the pixel size, 0.2 Å × 0.25 Å, was given by hand; the file says 0.012 nm',
      'it holds 4 images, of which HAADF is taken',
    ],
  })
})

test.each([
  [
    ['--image', 'BF'],
    [9, 9, 9, 9, 9, 9],
  ],
  [
    ['--image', '4'],
    [4, 5, 6e9],
  ],
  [
    ['--image', 'focal'],
    [1.5, -2, 3],
  ],
  [
    ['--image', 'focal', '--frames', '2'],
    [4, 5, 6e9],
  ],
  [
    ['--image', 'focal', '--frames', 'all'],
    [5.5, 3, 6e9 + 3],
  ],
])('%j', async (options, expected) => {
  expect(await pixels((await converted('x.npy', ...options)).path)).toEqual(expected.map(Math.fround))
})

test.each([
  [['--image', 'EELS'], 'it holds no image EELS; there are 4: BF, HAADF, focal'],
  [['--frames', '2-1'], '--frames 2-1: give all, a number such as 3, or a range such as 2-5'],
  [['--image', 'focal', '--frames', '3'], 'it has 2 frames, and none numbered 3'],
  [['--pixel-size', '0'], '--pixel-size 0: give Å per pixel'],
] as [string[], string][])('%j is refused', async (options, message) => {
  const { status, stderr } = await converted('x.npy', ...options)
  expect(status).toBe(2)
  expect(stderr).toContain(message)
})

test('a format that it does not write', async () => {
  const { status, stderr } = await converted('x.png')
  expect([status, stderr.includes('give a name that ends in .npy or .tif')]).toEqual([2, true])
})

const python = process.env.LACUNA_PYTHON ?? 'python3'
const hasReaders = spawnSync(python, ['-c', 'import tifffile, rsciio.tiff']).status === 0

test('what tifffile, ImageJ’s rules and HyperSpy read in the TIFF', { timeout: 60_000 }, async (context) => {
  if (!hasReaders) context.skip('pip install tifffile rosettasciio, or name a Python that has them as LACUNA_PYTHON')
  const { path } = await converted('x.tif')
  const script = fileURLToPath(new URL('../../support/convert.py', import.meta.url))
  const seen = JSON.parse(execFileSync(python, [script, path], { encoding: 'utf8' })) as Record<string, never>
  expect(seen).toMatchObject({ pixels: [...data], hyperspyPixels: [...data], imagej: true, unit: 'nm' })
  const [x, y] = seen.perUnit as unknown as number[]
  // Rationals hold seven digits at least.
  expect([1 / x, 1 / y].every((size) => Math.abs(size / 0.012 - 1) < 1e-6)).toBe(true)
  expect(seen.gatan).toEqual(['nm', 'nm', 0.012, 0.012])
  const axes = seen.hyperspy as unknown as [string, number, string][]
  expect(axes.map(([name]) => name)).toEqual(['height', 'width'])
  for (const [, scale, units] of axes) {
    expect(scale).toBeCloseTo(0.012, 7)
    expect(units).toBe('nm')
  }
})
