import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { writeNpy } from '../../src/io/npy'
import { readPng } from '../../src/io/png'
import { openInput } from '../../src/session/opening'
import { writeTiff } from '../../src/io/tiff/write'
import { Random } from '../../src/nn'
import type { SeriesRecord } from '../../src/session/files/frames'
import type { MicrographRecord } from '../../src/session/files/record'
import { periodicPatches } from '../../src/stem/micrograph/periodic-patches'
import { learnedFrom, ownView } from '../../src/stem/micrograph/view'
import { projectionNamed } from '../../src/stem/crystal/gallery'
import { findLattice } from '../../src/stem/lattice/find'
import { makeModel } from '../../src/stem/model-file/bulk-model'
import { encodeModel } from '../../src/stem/model-file/model-file'
import type { PatchSet } from '../../src/stem/patch/patches'
import { selectPatches } from '../../src/stem/patch/patches'
import { PRESETS } from '../../src/stem/model/presets'
import { simulateMicrograph } from '../../src/stem/simulate/micrograph'
import type { SeedsRecord } from '../../src/session/files/seeds'
import type { SimulationOptions } from '../../src/stem/simulate/options'
import { buildCommand, command } from '../support/built-command'
import { lacuna, scratchFolder } from '../support/cli'
import { testEngine } from '../support/engine'
import { anyCrystal, MOTIFS, periodic } from '../support/lattice'
import { testWithData } from '../support/shared-data'

const size = 256
beforeAll(buildCommand)

const quick = ['--epochs', '1', '--crystal', 'srtio3-001']

function simulate(path: string, options: Partial<SimulationOptions> & { seed: number }) {
  const { micrograph, truth } = simulateMicrograph({ width: size, height: size, bits: 16, ...options })
  const { data, width, height, pixelSize } = micrograph
  writeFileSync(path, writeTiff(Uint16Array.from(data), { width, height, pixelSize }))
  return truth
}

function readRecord(folder: string, name: string): MicrographRecord {
  return JSON.parse(readFileSync(join(folder, `${name}.detections.json`), 'utf8')) as MicrographRecord
}

const files = ['columns.csv', 'detections.csv', 'detections.json', 'displacements.png', 'heat.tif', 'overlay.png']

/** A model of another micrograph, quickly made. */
async function smallModel(): Promise<Uint8Array> {
  const { micrograph } = simulateMicrograph({ seed: 9, width: 320, height: 320 })
  const lattice = periodic(await findLattice(micrograph))
  const view = ownView(micrograph, lattice)
  const crops = periodicPatches(view, { size: 64, seed: 1, region: null })
  const some = (patches: PatchSet, count: number) =>
    selectPatches(
      patches,
      Array.from({ length: count }, (_, n) => n),
    )
  const [training, calibration] = [some(crops.training, 96), some(crops.calibration, 40)]
  const bulk = { patches: { ...crops, training, calibration }, trainedOn: learnedFrom(view) }
  const model = await makeModel(await testEngine(), bulk, PRESETS.fast, { seed: 1, epochs: 8 })
  return encodeModel(model)
}

test(
  'detect without a model: what is found, in six files, and with another seed; a second run leaves them',
  { timeout: 120_000 },
  async () => {
    const folder = scratchFolder()
    const [image, out] = [join(folder, 'scan.tif'), join(folder, 'found')]
    const truth = simulate(image, { seed: 7, defects: [{ sublattice: 'sr', kind: 'vacancy', count: 2 }] })
    const argv = ['detect', image, ...quick, '--region', '20,0,200,256', '--seeds', '2', '--out', out]
    const { status, stdout, stderr } = await lacuna(argv)
    expect({ status, error: stderr.match(/^lacuna:.*/m)?.[0] }).toEqual({ status: 0, error: undefined })
    expect(stdout).toMatch(/scan\.tif: \d columns? do(es)? not belong/)
    expect(stdout).toMatch(/\d (is|are) found with any of 2 seeds, \d with each/)
    expect(readdirSync(out).sort()).toEqual([...files, 'seeds.csv', 'seeds.json'].map((end) => `scan.${end}`))

    const record = readRecord(out, 'scan')
    expect(record).toMatchObject({ format: 'lacuna-detections', formatVersion: 3, verdict: 'periodic', modelScale: 1 })
    expect(record.request).toMatchObject({ model: 'fast', epochs: 1, region: { x: 20, y: 0, width: 200, height: 256 } })
    expect(record.pixelSize.crystal).toBe('SrTiO3 [001]')
    // The simulated lattice is some 0.7 % shorter than the crystal's along b.
    expect(record.pixelSize.lattice!.x / record.pixelSize.file!.x).toBeCloseTo(1.007, 2)
    expect(record.lattice!.lengthsPx[0]).toBeCloseTo(23.87, 0)
    expect(record.lattice!.sublattices.map(({ name }) => name)).toEqual(['sr', 'ti'])
    for (const { x, y } of truth.defects) {
      const found = record.detections!.find((one) => Math.hypot(one.x - x, one.y - y) < 6)
      expect(found).toMatchObject({ kind: 'vacancy', sublattice: 'sr' })
      expect(found!.xAngstrom).toBeCloseTo(found!.x * record.pixelSize.lattice!.x, 5)
      expect(found!.strength).toBeLessThan(-75)
    }
    expect(record.detections!.length).toBeLessThanOrEqual(truth.defects.length + 1)
    expect(record.columns!.length).toBe(record.lattice!.sublattices.reduce((sum, { columns }) => sum + columns, 0))
    const lines = readFileSync(join(out, 'scan.columns.csv'), 'utf8').trim().split('\n')
    expect(lines).toHaveLength(record.columns!.length + 1)
    expect(new Set(lines.map((line) => line.split(',').length)).size).toBe(1)

    const heat = await openInput(readFileSync(join(out, 'scan.heat.tif')), 'heat.tif')
    if (heat.kind !== 'micrograph') throw new Error('the heat map is no image')
    const [{ x, y }] = truth.defects
    expect(heat.micrograph.pixelSize!.x).toBeCloseTo(record.pixelSize.lattice!.x, 5)
    expect(heat.micrograph.data[Math.round(y) * size + Math.round(x)]).toBeLessThan(0)
    const agreed = JSON.parse(readFileSync(join(out, 'scan.seeds.json'), 'utf8')) as SeedsRecord
    expect(agreed).toMatchObject({ seeds: [1, 2], sha256: record.request.sha256 })
    for (const { x, y } of truth.defects) {
      const own = agreed.columns.find((one) => Math.hypot(one.x - x, one.y - y) < 6)!
      expect(own).toMatchObject({ kind: 'vacancy', sublattice: 'sr', foundIn: 2 })
      // Two networks; where neither is heard, they agree.
      expect(own.strengthSpread).toBeLessThan(5)
    }
    for (const end of ['overlay', 'displacements']) {
      expect(readPng(readFileSync(join(out, `scan.${end}.png`)), end).width).toBe(1024)
    }

    expect((await lacuna(argv)).stdout).toContain('found before')
    // Another region is another request; of the file, it is not even looked at whether it lies in it before that.
    const outside = await lacuna(argv.map((word) => word.replace('20,0,', '100,0,')))
    expect(outside).toMatchObject({ status: 2, stdout: '' })
    expect(outside.stderr).toMatch(/scan\.tif: the region 100,0,200,256 reaches 300 × 256 pixels/)
  },
)

test(
  'a folder, by several processes: a bad file and one that is not periodic do not stop the others',
  { timeout: 180_000 },
  async () => {
    const folder = scratchFolder()
    const [images, out] = [join(folder, 'images'), join(folder, 'found')]
    mkdirSync(images)
    const random = new Random(1)
    const noise = Float32Array.from({ length: size * size }, () => 100 + random.normal())
    writeFileSync(join(images, 'b-noise.npy'), writeNpy(noise, [size, size]))
    writeFileSync(join(images, 'a-bad.tif'), 'no image')
    writeFileSync(join(images, 'notes.txt'), 'not looked at')
    simulate(join(images, 'c-scan.tif'), { seed: 8 })
    // Processes of their own take the command as it is bundled.
    const { status, stdout, stderr } = await command([
      'detect',
      images,
      ...quick,
      '--jobs',
      '2',
      '--out',
      out,
      '--json',
    ])
    expect(status).toBe(2)
    expect(stderr).toMatch(/lacuna: 1 of 3 inputs could not be searched; .*a-bad\.tif: not an image/)
    const { inputs } = JSON.parse(stdout) as { inputs: { input: string }[] }
    expect(inputs.sort((p, q) => (p.input < q.input ? -1 : 1))).toMatchObject([
      { input: join(images, 'a-bad.tif'), error: expect.stringContaining('not an image') as string },
      { input: join(images, 'b-noise.npy'), verdict: 'not periodic' },
      { input: join(images, 'c-scan.tif'), verdict: 'periodic' },
    ])
    expect(readdirSync(out).filter((name) => !name.startsWith('c-scan.'))).toEqual(['b-noise.detections.json'])
    const record = readRecord(out, 'b-noise')
    expect(record).toMatchObject({ verdict: 'not periodic', lattice: null, columns: null, detections: null })
    expect(record.reason).toMatch(/./)
  },
)

test(
  '--model auto: one model for micrographs of one lattice; their folder then serves, and refuses another',
  { timeout: 120_000 },
  async () => {
    const folder = scratchFolder()
    const [images, out] = [join(folder, 'images'), join(folder, 'found')]
    mkdirSync(images)
    const small = { width: 208, height: 208 }
    for (const seed of [1, 2]) simulate(join(images, `a${seed}.tif`), { seed, ...small })
    const { stdout } = await lacuna(['detect', images, '--epochs', '1', '--model', 'auto', '--out', out])
    const [model] = readdirSync(join(out, 'models'))
    const path = join(out, 'models', model)
    expect(stdout).toContain(`${path}: 2 micrographs; their dimmest sublattice is `)
    expect(new Set(['a1', 'a2'].map((name) => readRecord(out, name).request.model)).size).toBe(1)

    const graphene = simulateMicrograph({ seed: 3, crystal: projectionNamed('graphene-001')!, ...small }).micrograph
    writeFileSync(join(images, 'b.npy'), writeNpy(graphene.data, [graphene.height, graphene.width]))
    const later = await lacuna(['detect', images, '--epochs', '1', '--model', join(out, 'models'), '--out', out])
    expect(later.status).toBe(2)
    expect(later.stdout.match(/found before/g)).toHaveLength(2)
    expect(later.stderr).toMatch(/1 of 3 inputs could not be searched; .* it has learned another crystal/)
  },
)

test(
  'a model goes with another micrograph of its crystal, turned and at another scale',
  { timeout: 120_000 },
  async () => {
    const folder = scratchFolder()
    const path = (name: string) => join(folder, name)
    const other = { seed: 10, width: 400, height: 400, pixelSize: 0.11, rotation: 24 }
    const truth = simulate(path('second.tif'), { ...other, defects: [{ sublattice: 'ti', kind: 'vacancy', count: 2 }] })
    const crystal = anyCrystal({ size, cell: 24, ratio: 1.3, angle: 110, motif: MOTIFS.single, width: 3.4, seed: 3 })
    writeFileSync(path('oblique.npy'), writeNpy(crystal.micrograph.data, [size, size]))
    const model = path('model.safetensors')
    writeFileSync(model, await smallModel())

    const argv = ['detect', path('second.tif'), path('oblique.npy'), '--model', model, '--out', path('found')]
    const { status, stderr } = await lacuna(argv)
    expect(status).toBe(2)
    expect(stderr).toMatch(/1 of 2 inputs .*model\.safetensors: it has learned another crystal/)
    const record = readRecord(path('found'), 'second')
    // 0.1636 Å per pixel that the model has learned.
    expect(record.modelScale).toBeCloseTo(0.1636 / 0.11, 1)
    for (const { x, y } of truth.defects) {
      expect(record.detections!.some((one) => Math.hypot(one.x - x, one.y - y) < 7)).toBe(true)
    }
    expect(record.detections!.length).toBeLessThanOrEqual(truth.defects.length + 1)
    expect(existsSync(join(path('found'), 'oblique.detections.json'))).toBe(false)
  },
)

testWithData(
  'micrographs/16_STOimage_1.ser',
  'trained, saved, loaded and searched by the command, it gives the files of one command to the last bit',
  async (bytes) => {
    const folder = scratchFolder()
    const path = (name: string) => join(folder, name)
    // 40 px a cell, more than a patch wants: the model sees the micrograph resampled.
    writeFileSync(path('sto.ser'), bytes)
    const quickly = ['--epochs', '1', '--seed', '3']
    const ask = async (...argv: string[]) => expect((await lacuna(argv)).status).toBe(0)
    await ask('train', path('sto.ser'), ...quickly, '--out', path('m.safetensors'))
    await ask('detect', path('sto.ser'), '--model', path('m.safetensors'), '--rate', '0.5', '--out', path('saved'))
    await ask('detect', path('sto.ser'), ...quickly, '--rate', '0.5', '--out', path('fresh'))
    const [saved, fresh] = ['saved', 'fresh'].map((run) => readRecord(path(run), 'sto'))
    expect(fresh.modelScale).toBeGreaterThan(1.5)
    expect(saved.modelScale).toBe(fresh.modelScale)
    expect(saved.detections).toEqual(fresh.detections)
    for (const end of ['columns.csv', 'detections.csv', 'heat.tif', 'overlay.png']) {
      const [one, other] = ['saved', 'fresh'].map((run) => readFileSync(path(`${run}/sto.${end}`)))
      expect(one.equals(other), end).toBe(true)
    }
  },
)

test(
  '--per-frame: a column that is lost in the third frame is found there, while the specimen drifts',
  { timeout: 240_000 },
  async () => {
    const folder = scratchFolder()
    const [path, out] = [join(folder, 'series.npy'), join(folder, 'found')]
    const room = 24
    const drift = [0, 1, 2, 3].map((n) => ({ x: 4 * n, y: 0 - 3 * n }))
    const options = { seed: 21, width: size + room, height: size + room, bits: 16 as const, pixelSize: 0.1636 }
    const whole = simulateMicrograph(options).micrograph
    const lost = simulateMicrograph({ ...options, defects: [{ sublattice: 'sr', kind: 'vacancy', count: 1 }] })
    const frames = drift.map(({ x, y }, n) => {
      const { data, width } = n < 2 ? whole : lost.micrograph
      // What moves to the right is seen through a window that moves to the left.
      const [left, top] = [room / 2 - x, room / 2 - y]
      return Array.from({ length: size }, (_, row) => [
        ...data.subarray((top + row) * width + left, (top + row) * width + left + size),
      ])
    })
    writeFileSync(path, writeNpy(Float32Array.from(frames.flat(2)), [frames.length, size, size]))
    const argv = ['detect', path, '--per-frame', '--pixel-size', '0.1636', ...quick, '--out', out]
    const { status, stdout } = await lacuna(argv)
    expect(status).toBe(0)
    expect(stdout).toMatch(/1 event in the frames/)
    expect(readdirSync(out).sort()).toEqual(
      [...files, 'drift.csv', 'events.csv', 'frames.csv', 'frames.json', 'kymograph.png', 'series.csv']
        .map((end) => `series.${end}`)
        .sort(),
    )

    const record = JSON.parse(readFileSync(join(out, 'series.frames.json'), 'utf8')) as SeriesRecord
    // Measured to a quarter of a pixel (docs/measurements.md, "Series").
    record.frames.forEach(({ driftPx }, n) => {
      expect(Math.hypot(driftPx.x - drift[n].x, driftPx.y - drift[n].y)).toBeLessThan(0.3)
    })
    const [{ x, y }] = lost.truth.defects
    // Of the first frame, whose window begins at half the room.
    const place = { x: x - room / 2, y: y - room / 2 }
    record.frames.forEach(({ frame, verdict, detections }, n) => {
      expect([frame, verdict]).toEqual([n + 1, 'periodic'])
      const at = { x: place.x + drift[n].x, y: place.y + drift[n].y }
      const found = detections!.filter((one) => Math.hypot(one.x - at.x, one.y - at.y) < 5)
      expect(found.map(({ kind }) => kind)).toEqual(n < 2 ? [] : ['vacancy'])
      expect(detections!.length).toBeLessThanOrEqual(found.length + 1)
    })
    const own = record.columns.find((column) => Math.hypot(column.x - place.x, column.y - place.y) < 5)!
    expect(own.frames.kind).toEqual(['bulk', 'bulk', 'vacancy', 'vacancy'])
    const [before, , , after] = own.frames.intensity
    expect(before).toBeGreaterThan(0.8)
    expect(after).toBeLessThan(0.3)
    // Near the edge a column leaves the field of view; most are seen in every frame.
    const always = record.columns.filter(({ frames: { intensity } }) => intensity.every((value) => value !== null))
    expect(always.length).toBeGreaterThan(0.8 * record.columns.length)
    const lines = readFileSync(join(out, 'series.series.csv'), 'utf8').trim().split('\n')
    expect(lines[0]).toBe('sublattice,i,j,frame,x,y,intensity,dxAngstrom,dyAngstrom,score,pValue,qValue,kind')
    expect(lines.length - 1).toBe(record.columns.flatMap(({ frames: { kind } }) => kind.filter(Boolean)).length)

    expect(record.events).toHaveLength(1)
    const [event] = record.events
    expect(event).toMatchObject({ kind: 'appeared', defect: 'vacancy', frame: 3, framesBefore: 2, frames: 2 })
    expect(Math.hypot(event.x - place.x - drift[2].x, event.y - place.y - drift[2].y)).toBeLessThan(2)
    expect([event.sublattice, event.i, event.j]).toEqual([own.sublattice, own.i, own.j])
    expect(event.change).toBeLessThan(-70)
    expect(readFileSync(join(out, 'series.events.csv'), 'utf8').trim().split('\n')).toHaveLength(2)

    expect((await lacuna(argv)).stdout).toContain('found before')
    const single = await lacuna([
      'detect',
      path,
      '--per-frame',
      '--frames',
      '2',
      ...quick,
      '--out',
      join(folder, 'one'),
    ])
    expect(single.stderr).toMatch(/series\.npy: it has one frame; leave --per-frame out/)
  },
)
