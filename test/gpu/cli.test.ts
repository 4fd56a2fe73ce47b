import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { run } from '../../src/cli/run'
import { writeNpy } from '../../src/io/npy'
import { readPng } from '../../src/io/png'
import type { Table1File } from '../../src/session/report/table1'
import { IMAGE_SETS } from '../../src/stem/paper/image-sets'
import { PUBLISHED_FILES } from '../../src/stem/paper/published'
import { simulateReproduction } from '../../src/stem/simulate/reproduction'
import { lacuna, scratchFolder } from '../support/cli'

const epoch = ['--epochs', '1']

/** Simulated once: every test gets files of its own. */
const simulation = simulateReproduction({ seed: 2, trainingCount: 64, testCount: 7 })

async function simulateSets(folder: string): Promise<void> {
  const { training, sets } = await simulation
  const npy = ({ data, count, size }: typeof training) => writeNpy(Uint8Array.from(data), [count, size, size])
  writeFileSync(join(folder, PUBLISHED_FILES.training), npy(training))
  for (const set of IMAGE_SETS) writeFileSync(join(folder, PUBLISHED_FILES[set]), npy(sets[set]))
}

test('info says what would do the work', async () => {
  const { status, stdout } = await lacuna(['info', '--json'])
  expect(status).toBe(0)
  const info = JSON.parse(stdout) as { adapter: { kind: string }; limits: Record<string, number> }
  expect(['hardware', 'software']).toContain(info.adapter.kind)
  expect(info.limits.maxBufferSize).toBeGreaterThan(2 ** 27)
})

test('reproduce writes its five files, from sets under the published names', async () => {
  const folder = scratchFolder()
  await simulateSets(folder)
  const out = join(folder, 'out')
  const { status, stdout, stderr } = await lacuna(['reproduce', '--data', folder, ...epoch, '--out', out, '--json'])
  expect({ status, stderr: stderr.match(/^lacuna:.*/m)?.[0] }).toEqual({ status: 0, stderr: undefined })
  expect(readdirSync(out)).toEqual(['figure1.png', 'figure2.svg', 'report.html', 'table1.json', 'table1.md'])
  const table = JSON.parse(readFileSync(join(out, 'table1.json'), 'utf8')) as Table1File
  expect(JSON.parse(stdout)).toEqual(table)
  expect(table).toMatchObject({ preset: 'fast', seed: 1, epochs: 1, data: 'published (the authors’ .npy)' })
  expect(table.baselines['pca-20'].bulkAccepted).toBeGreaterThan(0)
  expect(readFileSync(join(out, 'report.html'), 'utf8')).toContain('About 18 %')
})

test('train, export and detect, on a micrograph and on patches', async () => {
  const folder = scratchFolder()
  await simulateSets(folder)
  await lacuna(['simulate', '--width', '128', '--height', '128', '--defects', 'none', '--out', folder])
  const [image, stack] = [join(folder, 'simulated-1.tif'), join(folder, PUBLISHED_FILES['sr-vacancy'])]
  const model = join(folder, 'model.safetensors')
  const trained = await lacuna(['train', join(folder, PUBLISHED_FILES.training), ...epoch, '--out', model, '--json'])
  expect(trained.status).toBe(0)
  expect(JSON.parse(trained.stdout)).toMatchObject({ model, preset: 'fast', seed: 1, epochs: 1 })

  const onnx = join(folder, 'onnx')
  const exported = await lacuna(['export', model, '--onnx', onnx])
  expect(exported).toMatchObject({ status: 0, stderr: '' })
  expect(readdirSync(onnx)).toEqual(['decoder.onnx', 'encoder.onnx', 'predictor.onnx'])
  expect(await lacuna(['export', image, '--onnx', join(folder, 'none')])).toMatchObject({ status: 2, stdout: '' })

  const out = join(folder, 'found')
  const to = ['--model', model, '--out', out, '--json']
  // The stack by Lacuna's score, the micrograph by the paper's rule: how it is searched otherwise has a test of its own.
  const stackRun = await lacuna(['detect', stack, '--pixel-size', '0.16', ...to])
  expect(stackRun.status).toBe(0)
  const { status, stdout } = await lacuna(['detect', image, '--score', 'paper', ...to])
  expect(status).toBe(0)
  const scoresFile = PUBLISHED_FILES['sr-vacancy'].replace('.npy', '.scores.json')
  const imageFiles = ['detections.csv', 'detections.json', 'overlay.png'].map((end) => `simulated-1.${end}`)
  expect(readdirSync(out)).toEqual([scoresFile, ...imageFiles])
  const inputs = [stdout, stackRun.stdout].flatMap(
    (text) => (JSON.parse(text) as { inputs: Record<string, unknown>[] }).inputs,
  )
  expect(inputs).toMatchObject([{ input: image }, { input: stack, patches: 7 }])

  const { scores, pValues, flagged, columns } = JSON.parse(readFileSync(join(out, scoresFile), 'utf8')) as {
    scores: number[]
    pValues: number[]
    flagged: boolean[]
    columns: { displacementPx: { x: number }; displacementAngstrom: { x: number } }[]
  }
  expect([scores.length, pValues.length, flagged.length]).toEqual([7, 7, 7])
  expect(pValues.every((p) => p > 0 && p <= 1)).toBe(true)
  expect(flagged).toEqual(pValues.map((p) => p <= 0.01))
  expect(columns.length).toBeGreaterThan(0)
  for (const { displacementPx, displacementAngstrom } of columns) {
    expect(displacementAngstrom.x).toBeCloseTo(0.16 * displacementPx.x, 12)
  }
  expect(inputs[1].flagged).toBe(flagged.filter(Boolean).length)
  const { detections } = JSON.parse(readFileSync(join(out, 'simulated-1.detections.json'), 'utf8')) as {
    detections: unknown[]
  }
  expect(inputs[0].detections).toBe(detections.length)
  const overlay = readPng(readFileSync(join(out, 'simulated-1.overlay.png')), 'overlay.png')
  expect(overlay.width % 128).toBe(0)

  const other = await lacuna(['detect', image, '--model', model, '--preset', 'paper', '--out', join(folder, 'none')])
  expect(other).toMatchObject({ status: 2, stdout: '' })
  expect(other.stderr).toMatch(/model\.safetensors: .*"fast", not "paper"/)
  expect(readdirSync(folder)).not.toContain('none')
})

test('a cancelled training ends with 130 and writes no model', async () => {
  const folder = scratchFolder()
  await simulateSets(folder)
  const controller = new AbortController()
  setTimeout(() => controller.abort(), 1500)
  const argv = ['train', join(folder, PUBLISHED_FILES.training), '--epochs', '1000', '--out', join(folder, 'm')]
  const { status, stderr } = await lacuna(argv, controller.signal)
  expect(status).toBe(130)
  expect(stderr).toContain('lacuna: cancelled; nothing unfinished was written\n')
  expect(readdirSync(folder)).not.toContain('m')
})

test('the progress bar is away while the adapter is opened, whose drivers print as they please', async () => {
  const folder = scratchFolder()
  await lacuna(['simulate', '--width', '128', '--height', '128', '--defects', 'none', '--out', folder])
  const argv = ['detect', join(folder, 'simulated-1.tif'), '--epochs', '1', '--out', join(folder, 'found')]
  const controller = new AbortController()
  let told = ''
  const stderr = (text: string) => {
    told += text
    if (text.includes(' train: ')) controller.abort()
  }
  await run(argv, { stdout: () => {}, stderr, columns: 100 }, controller.signal)
  const drawn = told.split('\r')
  const [last, first] = [
    drawn.findLastIndex((line) => line.includes(' lattice: ')),
    drawn.findIndex((line) => line.includes(' train: ')),
  ]
  expect(last).toBeGreaterThan(0)
  expect(first).toBeGreaterThan(last)
  // Drawn before, and nothing but taken away between.
  expect(drawn.slice(last + 1, first)).toEqual(['\x1b[K'])
})
