import type { InferInput } from 'valibot'
import { describe, expect, expectTypeOf, it, test } from 'vitest'
import type { Micrograph } from '../../../../src/io/micrograph'
import { writeTiff } from '../../../../src/io/tiff/write'
import { writeNpy } from '../../../../src/io/npy'
import type { MicrographRecord } from '../../../../src/session/files/record'
import { micrographRecord } from '../../../../src/session/files/record'
import { detectionsJson } from '../../../../src/session/files/tables'
import { openInput } from '../../../../src/session/opening'
import { columnArrows } from '../../../../src/session/picture/arrows'
import { columnMap, MAPS, type ColumnMapName } from '../../../../src/session/picture/maps'
import { heatTiff } from '../../../../src/session/picture/overlay'
import { sha256 } from '../../../../src/session/recorded'
import { readRecord, type RECORD } from '../../../../src/session/saved/record-schema'
import { resultOf } from '../../../../src/session/saved/result'
import { type Named, openSaved, type SavedReaders } from '../../../../src/session/saved/saved'
import { isSession, pictureFile, writeSession } from '../../../../src/session/session-file/session-file'
import type { PeriodicResult } from '../../../../src/session/detector'
import { micrograph, result, unperiodic } from '../../../support/result'

const review = [{ x: 16, y: 0, verdict: 'accepted', kind: null, note: 'sure' }] as const

function recorded(found = result(), picture: Partial<Micrograph> = {}) {
  return micrographRecord(micrograph(picture), found, found.circumstances, { review })
}

function periodic(found: ReturnType<typeof resultOf>): PeriodicResult {
  if (found.verdict !== 'periodic') throw new Error('it is periodic')
  return found
}

/** The same as a plain type: an interface is assignable to no type with an index signature, and what is read may be written. */
type Plain<T> = { -readonly [K in keyof T]: Plain<T[K]> }
/** A record of that verdict: what only a periodic one has is there. */
type Written<Verdict> = {
  [K in keyof Plain<MicrographRecord>]: K extends 'verdict' ? Verdict : NonNullable<Plain<MicrographRecord>[K]>
}

test('whatever is written is read, by its type', () => {
  expectTypeOf<Written<'periodic'>>().toExtend<InferInput<typeof RECORD>>()
  expectTypeOf<Written<'not periodic'>>().toExtend<InferInput<typeof RECORD>>()
})

describe('the result of a record', () => {
  it('is written again as the same record', () => {
    const record = recorded()
    const again = periodic(resultOf(readRecord(detectionsJson(record), 'a.json')))
    const { warnings, ...rest } = micrographRecord(micrograph(), again, again.circumstances, { review })
    expect(rest).toEqual({ ...record, warnings: undefined })
    expect(warnings).toEqual(record.warnings)
  })

  it('has the maps and arrows that were seen, as far as the digits of the file go', () => {
    const [before, after] = [result(), periodic(resultOf(recorded()))]
    for (const name of Object.keys(MAPS) as ColumnMapName[]) {
      const [was, is] = [before, after].map((found) => columnMap(found, name)!.values)
      expect(is).toHaveLength(was.length)
      // Angles are written to 0.001°, parts to 1e-5 and 0.1 %, shifts to 0.01 px: half of the coarsest.
      is.forEach((value, n) => expect(Math.abs(value - was[n])).toBeLessThan(0.006))
    }
    expect(after.result.findings).toEqual(before.result.findings)
    expect(after.result.columns.start).toEqual(before.result.columns.start)
  })

  it('puts a displaced column where the lattice has it, and says by how much it is off', () => {
    const found = result()
    found.lattice.sublattices[0].sites.dx[1] = 0.5
    const after = periodic(resultOf(recorded(found)))
    // Written in Å to 0.001, at 0.16 Å a pixel.
    expect(after.lattice.sublattices[0].sites.dx[1]).toBeCloseTo(0.5, 2)
    expect(after.result.columns.x[1]).toBeCloseTo(found.lattice.sublattices[0].sites.x[1] - 0.5, 2)
    expect(columnArrows(after, 'displacement')!.x[1]).toBeCloseTo(0.5, 2)
  })

  it('of a picture without a pixel size keeps its columns where they were fitted', () => {
    const after = periodic(resultOf(recorded(result(), { pixelSize: null })))
    expect(Array.from(after.result.columns.x)).toEqual(Array.from(result().result.columns.x))
    expect(columnArrows(after, 'displacement')).toBeNull()
  })

  it('that is not periodic has its reason and no detections', () => {
    expect(resultOf(recorded(unperiodic() as unknown as PeriodicResult))).toMatchObject({
      verdict: 'not periodic',
      reason: 'no two peaks span a lattice',
      detections: null,
    })
  })

  it('of an earlier Lacuna, with fewer keys of the same version, is read as far as it goes', () => {
    const record = JSON.parse(detectionsJson(recorded())) as Record<string, unknown> & { columns: object[] }
    delete record.groups
    delete record.review
    for (const column of record.columns as Record<string, unknown>[])
      for (const key of ['exx', 'eyy', 'exy', 'rotationDeg', 'polarisationXPx', 'polarisationYPx']) delete column[key]
    const after = periodic(resultOf(readRecord(JSON.stringify(record), 'a.json')))
    expect(after.result.alike).toEqual([])
    expect(columnMap(after, 'exx')).toBeNull()
    expect(columnMap(after, 'deficit')).not.toBeNull()
  })
})

test.each([
  ['no JSON', 'detections'],
  ['another program’s JSON', '{"detections": []}'],
  ['the paper’s rule, which is another format', '{"format":"lacuna-detections","formatVersion":1}'],
  ['a later version', detectionsJson(recorded()).replace('"formatVersion": 3', '"formatVersion": 99')],
  ['a place that is none', detectionsJson(recorded()).replace(/"x": 16,/, '"x": "16",')],
])('%s is refused by its name, with what to do', (_, json) => {
  expect(() => readRecord(json, 'scan.detections.json')).toThrow(
    expect.objectContaining({
      code: 'results-corrupt',
      message: expect.stringMatching(/^scan\.detections\.json: .*give the detections\.json/) as string,
    }) as Error,
  )
})

describe('what was saved', () => {
  const { data, width, height, pixelSize } = micrograph()
  const tiff = { bytes: writeTiff(data, { width, height, pixelSize }), name: 'scan.tif' }
  const bytes = (text: string) => new TextEncoder().encode(text)
  const json = { bytes: bytes(detectionsJson(recorded())), name: 'scan.detections.json' }
  const heat = { bytes: heatTiff(micrograph(), result()), name: 'scan.heat.tif' }
  const readers: SavedReaders = { read: openInput, fetch: () => Promise.reject(new Error('nothing lies elsewhere')) }
  const nothing = { results: null, heat: null, phase: null }

  it('is a micrograph alone', async () => {
    const saved = await openSaved(tiff, nothing, readers)
    expect(saved).toMatchObject({ result: null, review: [], simulated: false, view: null })
    expect(saved.micrograph.data).toEqual(data)
  })

  it('is a micrograph with its detections, its review and its heat map', async () => {
    const saved = await openSaved(tiff, { results: json, heat, phase: null }, readers)
    const found = periodic(saved.result!)
    expect(found.detections).toHaveLength(2)
    expect(found.pictures.heat).toEqual(result().pictures.heat)
    expect(saved.review).toEqual(review)
  })

  it('has the map against the main phase where that was written', async () => {
    const found = result()
    found.pictures.phase = found.pictures.heat.map((value) => 2 * value)
    const phase = { bytes: heatTiff(micrograph(), found, found.pictures.phase), name: 'scan.phase.tif' }
    const saved = await openSaved(tiff, { results: json, heat, phase }, readers)
    expect(saved.result!.pictures).toEqual({ ...found.pictures, prediction: null })
  })

  it('without the heat map has none, rather than an empty one', async () => {
    const saved = await openSaved(tiff, { results: json, heat: null, phase: null }, readers)
    expect(periodic(saved.result!).pictures).toEqual({ heat: new Float32Array(0), prediction: null })
  })

  it('has the pixel size of the detections where the picture is a copy without one', async () => {
    const copy = { bytes: writeNpy(data, [height, width]), name: 'copy.npy' }
    expect((await openSaved(copy, nothing, readers)).micrograph.pixelSize).toBeNull()
    expect((await openSaved(copy, { results: json, heat: null, phase: null }, readers)).micrograph.pixelSize).toEqual(
      pixelSize,
    )
  })

  it('opens the same file as it was opened then', async () => {
    const found = result()
    found.circumstances.request = {
      ...found.circumstances.request,
      sha256: await sha256(tiff.bytes),
      pixelSize: { x: 0.5, y: 0.5 },
    }
    const results = { bytes: bytes(detectionsJson(recorded(found))), name: 'scan.detections.json' }
    const asked: unknown[] = []
    await openSaved(
      tiff,
      { results, heat: null, phase: null },
      { ...readers, read: (b, n, a) => (asked.push(a), openInput(b, n, a)) },
    )
    expect(asked).toEqual([{ image: null, frames: null, pixelSize: { x: 0.5, y: 0.5 } }])
  })

  it.each([
    [
      'detections',
      (other: Named) => openSaved(other, { results: json, heat: null, phase: null }, readers),
      'scan.detections.json',
    ],
    ['heat map', (other: Named) => openSaved(tiff, { results: json, heat: other, phase: null }, readers), 'other.tif'],
  ])('of which the %s belong to another picture is refused', async (_, open, name) => {
    const other = {
      bytes: writeTiff(new Float32Array(40 * 40), { width: 40, height: 40, pixelSize: null }),
      name: 'other.tif',
    }
    await expect(open(other)).rejects.toMatchObject({
      code: 'results-other',
      message: expect.stringMatching(new RegExp(`^${name}: it is of a picture of `)) as string,
    })
  })

  describe('as a session', () => {
    const content = async (source: { bytes: Uint8Array | null; simulated?: boolean; address?: string }) => ({
      name: 'scan.lacuna',
      bytes: writeSession({
        source: {
          name: 'scan.tif',
          sha256: source.bytes && (await sha256(source.bytes)),
          simulated: false,
          address: null,
          ...source,
        },
        run: '#preset=fast&seed=7&pixel-size=0.25',
        model: null,
        result: result(),
        review,
        selected: 1,
        view: { look: { overlay: 'exx' } },
      }),
    })

    it('is told by its content', async () => {
      expect(isSession((await content({ bytes: null })).bytes)).toBe(true)
      expect(isSession(tiff.bytes)).toBe(false)
      expect(isSession(new Uint8Array(3))).toBe(false)
    })

    it('shows picture, result, review and view, opened as it was', async () => {
      const saved = await openSaved(await content({ bytes: tiff.bytes }), nothing, readers)
      expect(saved).toMatchObject({ review, selected: 1, view: { look: { overlay: 'exx' } } })
      expect(saved.micrograph).toMatchObject({ name: 'scan.tif', pixelSize: { x: 0.25, y: 0.25 } })
      expect(saved.result).toEqual(result())
    })

    it('of a simulated micrograph has its pixels, to the last bit', async () => {
      const saved = await openSaved(
        await content({ bytes: pictureFile(micrograph()), simulated: true }),
        nothing,
        readers,
      )
      expect(saved.simulated).toBe(true)
      expect(saved.micrograph.data).toEqual(data)
    })

    it('whose picture lies at an address has it fetched; one without any says so', async () => {
      const fetch = (address: string) => Promise.resolve({ ...tiff, name: address })
      const saved = await openSaved(await content({ bytes: null, address: 'https://e.org/a.tif' }), nothing, {
        ...readers,
        fetch,
      })
      expect(saved.micrograph.name).toBe('https://e.org/a.tif')
      await expect(openSaved(await content({ bytes: null }), nothing, readers)).rejects.toMatchObject({
        code: 'session-source',
        message: expect.stringMatching(/^scan\.lacuna: its micrograph, scan\.tif, is not in it/) as string,
      })
    })
  })
})
