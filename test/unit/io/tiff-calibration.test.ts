import { expect, test } from 'vitest'
import { ByteWriter } from '../../support/formats/bytes'
import type { PageTag } from '../../support/formats/tiff-pages'
import { buildTiffPages, greyPage } from '../../support/formats/tiff-pages'
import { imagesOf } from '../../support/formats/images'

const sizes = async (...pages: PageTag[][]) => {
  const images = await imagesOf(buildTiffPages(pages.map((tags) => greyPage(2, 1, Uint8Array.of(1, 2), tags))))
  return images.map(
    ({ pixelSize }) => pixelSize && [pixelSize.x, pixelSize.y].map((size) => Number(size.toPrecision(6))),
  )
}
const size = async (tags: PageTag[]) => (await sizes(tags))[0]

const perUnit = (x: number, y: number): PageTag[] => [
  [282, 'rational', x, 1],
  [283, 'rational', y, 1],
]
const description = (text: string): PageTag => [270, 'ascii', text]

test.each([
  ['\\u00C5', 1],
  ['Å', 1],
  ['Angstroms', 1],
  ['microns', 1e4],
  ['cm', 1e8],
  ['nanometres', 10],
])('ImageJ in %s', async (unit, factor) => {
  const [x, y] = (await size([description(`ImageJ=1.53t\nunit=${unit}\n`), ...perUnit(50, 25)]))!
  expect(x).toBeCloseTo(factor / 50, 4)
  expect(y).toBeCloseTo(factor / 25, 4)
})

test('ImageJ describes the first page for all', async () => {
  expect(await sizes([description('ImageJ=1.53t\nunit=nm\n'), ...perUnit(50, 50)], [])).toEqual([
    [0.2, 0.2],
    [0.2, 0.2],
  ])
})

const ome = (attributes: string) =>
  description(`<?xml version="1.0"?><OME><Image><Pixels SizeX="2" SizeY="1" ${attributes}></Pixels></Image></OME>`)

test.each([
  ['nm', 'PhysicalSizeX="0.02" PhysicalSizeXUnit="nm" PhysicalSizeY="0.03" PhysicalSizeYUnit="nm"', [0.2, 0.3]],
  [
    'Å, escaped',
    'PhysicalSizeX="0.2" PhysicalSizeXUnit="&#197;" PhysicalSizeY="0.2" PhysicalSizeYUnit="&#xC5;"',
    [0.2, 0.2],
  ],
  ['µm, unsaid', 'PhysicalSizeX="2e-5" PhysicalSizeY="3e-5"', [0.2, 0.3]],
  ['none', '', null],
])('OME-TIFF: %s', async (_, attributes, expected) => {
  expect(await size([ome(attributes)])).toEqual(expected)
})

test('OME-TIFF of images of two sizes: that of the page’s own', async () => {
  const xml = '<OME><Pixels SizeX="9" SizeY="9" PhysicalSizeX="7" PhysicalSizeY="7"/><Pixels SizeX="2" SizeY="1" '
  const own = 'PhysicalSizeX="0.2" PhysicalSizeXUnit="Å" PhysicalSizeY="0.2" PhysicalSizeYUnit="Å"/></OME>'
  expect(await size([description(xml + own)])).toEqual([0.2, 0.2])
})

test.each([
  ['5·10⁸ a centimetre', 5e8, 3, [0.2, 0.2]],
  ['1.27·10⁹ an inch', 1.27e9, 2, [0.2, 0.2]],
  ['9600 dots per inch', 9600, 2, null],
  ['30,000 a centimetre, a slide scanner', 30_000, 3, null],
  ['without a unit', 5e8, 1, null],
])('the plain resolution: %s', async (_, resolution, unit, expected) => {
  expect(await size([...perUnit(resolution, resolution), [296, 'short', unit]])).toEqual(expected)
})

test('FEI: the section Scan, or the width of the field of view', async () => {
  const scan = '[User]\r\nDate=1\r\n[Scan]\r\nPixelWidth=2e-11\r\nPixelHeight=3e-011\r\n[Stage]\r\n'
  expect(await size([[34682, 'ascii', scan]])).toEqual([0.2, 0.3])
  const beam = '[EBeam]\nHFW=4e-11\nVFW=3e-11\n[Image]\nResolutionX=2\nResolutionY=1\n'
  expect(await size([[34680, 'ascii', beam]])).toEqual([0.2, 0.3])
})

test('TVIPS, version 2', async () => {
  const header = new ByteWriter(true).i32(2).bytes(new Uint8Array(240))
  header.bytes(new Uint8Array(2724)).f32(0.02, 0.03).bytes(new Uint8Array(2000))
  const bytes = header.done()
  expect(await size([[37706, 'undefined', bytes]])).toEqual([0.2, 0.3])
  bytes[0] = 1
  expect(await size([[37706, 'undefined', bytes]])).toBeNull()
})

test('Olympus SIS', async () => {
  const head = new ByteWriter(true).text('SIS0').bytes(new Uint8Array(54)).u16(1)
  const pages = (at: number) => {
    const general = new ByteWriter(true)
      .bytes(new Uint8Array(10))
      .u16(65536 - 12)
      .f64(20, 30)
    const list = new ByteWriter(true).bytes(head.done()).u16(1, 0).u32(at).bytes(general.done())
    return buildTiffPages([greyPage(2, 1, Uint8Array.of(1, 2), [[33560, 'undefined', list.done()]])])
  }
  // The entry points to a place in the file: behind the structure's 68 bytes, wherever that begins.
  const start = pages(0).findIndex((_, at, bytes) => String.fromCharCode(...bytes.subarray(at, at + 4)) === 'SIS0')
  const [image] = await imagesOf(pages(start + 68))
  expect([image.pixelSize!.x, image.pixelSize!.y].map((value) => value.toFixed(6))).toEqual(['0.200000', '0.300000'])
})

test('JEOL: the camera’s resolution by the magnification, and nothing from diffraction', async () => {
  const xml = (mode: string) =>
    `<TemReporter><Eos><EosMode>eosTEM</EosMode></Eos><ImageFormingSystem><ModeString>${mode}</ModeString>` +
    '<SelectorValue>500000</SelectorValue></ImageFormingSystem></TemReporter>'
  const tags = (mode: string): PageTag[] => [
    [271, 'ascii', 'JEOL Ltd.'],
    description(xml(mode)),
    ...perUnit(1000, 1000),
    [296, 'short', 3],
  ]
  expect(await size(tags('MAG'))).toEqual([0.2, 0.2])
  expect(await size(tags('DIFF'))).toBeNull()
})
