import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { foundBefore, reviewBefore } from '../../../src/cli/found'
import { fileRecord } from '../../../src/cli/output'
import { listInputs, outputNames } from '../../../src/cli/inputs'
import { writeNpy } from '../../../src/io/npy'
import { Random } from '../../../src/nn'
import type { RecordedRequest } from '../../../src/session/files/circumstances'
import type { FileRecord, MicrographRecord } from '../../../src/session/files/record'
import { version } from '../../../src/version'
import { lacuna, scratchFolder } from '../../support/cli'

const size = 128

/** What has no lattice needs no adapter. */
function writeNoise(path: string, seed: number): void {
  const random = new Random(seed)
  writeFileSync(
    path,
    writeNpy(
      Float32Array.from({ length: size * size }, () => 100 + random.normal()),
      [size, size],
    ),
  )
}

test('what is not periodic gets that verdict and no defect list; it is not searched twice', async () => {
  const folder = scratchFolder()
  const [image, out] = [join(folder, 'noise.npy'), join(folder, 'found')]
  writeNoise(image, 1)
  const argv = ['detect', image, '--out', out]
  const { status, stdout } = await lacuna(argv)
  expect(status).toBe(0)
  expect(stdout).toMatch(/noise\.npy: not periodic: /)
  expect(readdirSync(out)).toEqual(['noise.detections.json'])
  const file = join(out, 'noise.detections.json')
  const record = JSON.parse(readFileSync(file, 'utf8')) as MicrographRecord
  expect(record).toMatchObject({
    formatVersion: 3,
    verdict: 'not periodic',
    lattice: null,
    detections: null,
    columns: null,
  })
  expect(record.reason!.length).toBeGreaterThan(10)

  const written = () => statSync(file).mtimeMs
  const before = written()
  expect((await lacuna(argv)).stdout).toContain('found before')
  expect(written()).toBe(before)
  expect((await lacuna([...argv, '--rate', '0.02'])).stdout).not.toContain('found before')
  expect(written()).toBeGreaterThan(before)
  writeNoise(image, 2)
  expect((await lacuna([...argv, '--rate', '0.02'])).stdout).not.toContain('found before')
})

test('what an earlier run found counts only while its files are as it wrote them', () => {
  const folder = scratchFolder()
  const place = { folder, name: 'a', perFrame: false, seeds: 1, withReport: false }
  const request = { sha256: 'a' } as unknown as RecordedRequest
  const picture = Uint8Array.of(1, 2, 3)
  const write = (files: FileRecord[] | null) => {
    writeFileSync(join(folder, 'a.overlay.png'), picture)
    const about = { formatVersion: 3, versions: { lacuna: version }, verdict: 'periodic', reason: null, request, files }
    writeFileSync(join(folder, 'a.detections.json'), JSON.stringify({ ...about, seconds: {} }))
  }
  write([fileRecord('a.overlay.png', picture)])
  expect(foundBefore(place, request)).toMatchObject({ verdict: 'periodic', skipped: true })
  expect(foundBefore(place, { ...request, sha256: 'b' })).toBeNull()
  // A report that is asked for now, and was not then.
  expect(foundBefore({ ...place, withReport: true }, request)).toBeNull()
  // As are several seeds, of which there may have been others.
  const ofSeeds = (seeds: number[]) => {
    const added = [['a.seeds.json', JSON.stringify({ seeds })] as const, ['a.seeds.csv', ''] as const]
    for (const [name, content] of added) writeFileSync(join(folder, name), content)
    write([fileRecord('a.overlay.png', picture), ...added.map(([name, content]) => fileRecord(name, content))])
  }
  expect(foundBefore({ ...place, seeds: 2 }, request)).toBeNull()
  ofSeeds([1, 2, 3])
  expect(foundBefore({ ...place, seeds: 2 }, request)).toBeNull()
  expect(foundBefore({ ...place, seeds: 3 }, request)).not.toBeNull()
  expect(foundBefore(place, request)).not.toBeNull()
  // A run that was killed between two renames leaves newer pictures beside an older record.
  writeFileSync(join(folder, 'a.overlay.png'), Uint8Array.of(1, 2, 4))
  expect(foundBefore(place, request)).toBeNull()
  rmSync(join(folder, 'a.overlay.png'))
  expect(foundBefore(place, request)).toBeNull()
  write(null)
  expect(foundBefore(place, request)).toBeNull()
})

test('a record of anybody’s making names no device, has no end that never comes, and says nothing to the terminal', () => {
  const folder = scratchFolder()
  const place = { folder, name: 'a', perFrame: false, seeds: 1, withReport: false }
  const request = { sha256: 'a' } as unknown as RecordedRequest
  const path = join(folder, 'a.detections.json')
  const about = { formatVersion: 3, versions: { lacuna: version }, verdict: 'not periodic', request, seconds: {} }
  const reason = 'no\x1b[2J lattice'
  writeFileSync(path, JSON.stringify({ ...about, reason, files: [] }))
  expect(foundBefore(place, request)?.reason).toBe('no [2J lattice')
  const device = { name: '../../../../../../../../dev/zero', bytes: 0, sha256: 'a' }
  writeFileSync(path, JSON.stringify({ ...about, reason, files: [device] }))
  expect(foundBefore(place, request)).toBeNull()
  rmSync(path)
  execFileSync('mkfifo', [path])
  expect(foundBefore(place, request)).toBeNull()
  expect(reviewBefore(folder, 'a', 'a')).toEqual([])
})

test('what a person said of an earlier result of the same file is found, whatever was asked then', () => {
  const folder = scratchFolder()
  const said = { x: 16, y: 0, verdict: 'accepted', kind: null, note: 'sure' }
  const review = [{ ...said, detection: 1, column: { sublattice: 'A', i: 1, j: 0 } }]
  writeFileSync(join(folder, 'a.detections.json'), JSON.stringify({ request: { sha256: 'a', rate: 0.5 }, review }))
  expect(reviewBefore(folder, 'a', 'a')).toEqual([said])
  expect(reviewBefore(folder, 'a', 'b')).toEqual([])
  expect(reviewBefore(folder, 'none', 'a')).toEqual([])
})

test('one bad file among others: they are searched, and the command ends with 2', async () => {
  const folder = scratchFolder()
  writeNoise(join(folder, 'noise.npy'), 3)
  writeFileSync(join(folder, 'bad.tif'), 'no image')
  const { status, stdout, stderr } = await lacuna(['detect', folder, '--out', join(folder, 'found'), '--json'])
  expect(status).toBe(2)
  expect(stderr).toMatch(/lacuna: 1 of 2 inputs could not be searched; .*bad\.tif: not an image/)
  const { inputs, files } = JSON.parse(stdout) as { inputs: Record<string, unknown>[]; files: string[] }
  expect(inputs.map(({ verdict, error }) => verdict ?? typeof error)).toEqual(['string', 'not periodic'])
  expect(files).toEqual([join(folder, 'found', 'noise.detections.json')])
})

test('--json says of an input that could not be searched why, also where it is the only one', async () => {
  const folder = scratchFolder()
  const bad = join(folder, 'bad.tif')
  writeFileSync(bad, 'no image')
  const { status, stdout, stderr } = await lacuna(['detect', bad, '--out', join(folder, 'found'), '--json'])
  expect({ status, stderr }).toEqual({
    status: 2,
    stderr: expect.stringMatching(/^lacuna: .*bad\.tif: not an image/) as string,
  })
  const error = expect.stringContaining('bad.tif: not an image') as string
  expect(JSON.parse(stdout)).toMatchObject({ inputs: [{ input: bad, error, code: 'unknown-format' }], files: [] })
})

test('folders: images by name, no files of Lacuna’s own; names that would clash keep their extension', async () => {
  const folder = scratchFolder()
  for (const name of ['b.dm4', 'a.tif', 'a.png', 'notes.txt', 'a.overlay.png', 'a.heat.tif', 'a.phase.tif']) {
    writeFileSync(join(folder, name), '')
  }
  const paths = await listInputs([folder, join(folder, 'b.dm4')])
  expect(paths).toEqual(['a.png', 'a.tif', 'b.dm4'].map((name) => join(folder, name)))
  expect(outputNames(paths)).toEqual(['a.png', 'a.tif', 'b'])
  mkdirSync(join(folder, 'empty'))
  await expect(listInputs([join(folder, 'empty')])).rejects.toThrow(/there is no image in this folder/)
})

test('patches take a trained model', async () => {
  const folder = scratchFolder()
  const stack = join(folder, 'stack.npy')
  writeFileSync(stack, writeNpy(new Float32Array(2 * 64 * 64).fill(1), [2, 64, 64]))
  const { status, stderr } = await lacuna(['detect', stack, '--out', folder])
  expect(status).toBe(2)
  expect(stderr).toContain('patches are judged by a trained model: give --model')
})

test('with --report there is one of every micrograph, and an earlier result without one is no excuse', async () => {
  const folder = scratchFolder()
  const [image, out] = [join(folder, 'noise.npy'), join(folder, 'found')]
  writeNoise(image, 5)
  await lacuna(['detect', image, '--out', out])
  const { status, stdout } = await lacuna(['detect', image, '--out', out, '--report'])
  expect(status).toBe(0)
  expect(stdout).not.toContain('found before')
  expect(readdirSync(out).sort()).toEqual(['noise.detections.json', 'noise.report.html'])
  expect(readFileSync(join(out, 'noise.report.html'), 'utf8')).toContain('Not periodic: ')
  expect((await lacuna(['detect', image, '--out', out, '--report'])).stdout).toContain('found before')
})
