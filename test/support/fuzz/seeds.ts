import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync, zipSync, zlibSync } from 'fflate'
import { encode } from 'fast-png'
import jpeg from 'jpeg-js'
import { writeNpy } from '../../../src/io/npy'
import { openFile } from '../../../src/io/read'
import { writeTiff } from '../../../src/io/tiff/write'
import { crystalFromFile } from '../../../src/session/crystals'
import { GALLERY } from '../../../src/stem/crystal/gallery'
import packed from '../../fixtures/packed.json'
import { buildDm } from '../formats/dm'
import type { H5Dataset } from '../formats/hdf5'
import { buildHdf5 } from '../formats/hdf5'
import { buildMrc } from '../formats/mrc'
import { buildSer } from '../formats/ser'
import type { PageTag } from '../formats/tiff-pages'
import { buildTiffPages, greyPage } from '../formats/tiff-pages'
import { compressLzw } from '../tiff'

/** Sound files from which hostile ones are made. */
export interface Seeds {
  files: Uint8Array[]
  /** Brings the checksums of a changed file in order, or packs it, so that what lies behind them is reached. */
  finish?: (file: Uint8Array) => Uint8Array
  /** What they are given to; left out where it is whatever opens a file of images. */
  read?: (file: Uint8Array) => Promise<unknown>
  /** More of them no process gets. */
  perProcess?: number
  /** Whether the process still reads a sound file as it did when this was first asked; one that does not would refuse all that follow. */
  isSound?: () => Promise<boolean>
}

const [width, height] = [12, 10]
const bytes = Uint8Array.from({ length: width * height }, (_, at) => (at * 37) % 256)
const words = Uint16Array.from(bytes, (byte) => byte * 17)
const floats = Float32Array.from(bytes)
const raw = (data: ArrayBufferView) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
const decoded = (base64: string) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))

/** By the name of each reader. */
export async function seedFiles(): Promise<Record<string, Seeds>> {
  return {
    png: { files: pngs(), finish: withChecksums },
    jpeg: { files: jpegs() },
    tiff: { files: tiffs() },
    npy: { files: npys() },
    gzip: { files: npys(), finish: (file) => gzipSync(file, { level: 1 }) },
    'gzip itself': { files: [...npys().map((file) => gzipSync(file)), inStreams(npys()[0])] },
    zip: { files: npys(), finish: (file) => zipSync({ 'data.npy': file, 'metadata.json': nion }, { level: 1 }) },
    'zip itself': { files: [zipSync({ 'a.npy': npys()[0], 'metadata.json': nion })] },
    dm: { files: dms() },
    ser: { files: sers() },
    mrc: { files: mrcs() },
    cif: { files: cifs(), read: readCrystal },
    'crystal JSON': { files: crystals(), read: readCrystal },
    // Damaged files may overwrite the memory of the HDF5 library, which then refuses all, or hangs.
    hdf5: await hdf5Seeds(),
  }
}

function pngs(): Uint8Array[] {
  const palette = Array.from({ length: 256 }, (_, index) => [index, 255 - index, index >> 1])
  return [
    encode({ data: bytes, width, height, channels: 1, depth: 8 }),
    encode({ data: words, width, height, channels: 1, depth: 16 }),
    encode({ data: bytes, width, height, channels: 1, depth: 8, palette }),
    encode({ data: Uint8Array.from([...bytes, ...bytes, ...bytes]), width, height, channels: 3, depth: 8 }),
  ]
}

function jpegs(): Uint8Array[] {
  const data = Uint8Array.from({ length: width * height * 4 }, (_, at) => (at % 4 === 3 ? 255 : bytes[at >> 2]))
  return [30, 95].map((quality) => Uint8Array.from(jpeg.encode({ data, width, height }, quality).data))
}

function tiffs(): Uint8Array[] {
  const page = (pixels: Uint8Array, more: PageTag[] = [], bits = 8) => greyPage(width, height, pixels, more, bits)
  const deflated: PageTag = [259, 'short', 8]
  const ome =
    '<OME><Pixels SizeX="12" SizeY="10" PhysicalSizeX="0.02" PhysicalSizeXUnit="nm" PhysicalSizeY="0.02"/></OME>'
  const sizes: PageTag[] = [
    [282, 'rational', 50, 1],
    [283, 'rational', 50, 1],
  ]
  const packedPage = (compression: number, base64: string) =>
    buildTiffPages([greyPage(packed.width, packed.height, decoded(base64), [[259, 'short', compression]], 16)])
  const colours = Array.from({ length: 768 }, (_, at) => (at * 85) % 65536)
  const [picture] = jpegs()
  return [
    writeTiff(floats, { width, height, pixelSize: { x: 0.2, y: 0.2 } }),
    buildTiffPages([
      page(bytes, [[270, 'ascii', 'ImageJ=1.53t\nimages=2\nframes=2\nunit=nm\n'], ...sizes]),
      page(bytes),
    ]),
    buildTiffPages([page(raw(words), [[270, 'ascii', ome]], 16), page(bytes)], { big: true }),
    buildTiffPages([
      page(bytes, [
        [34682, 'ascii', '[Scan]\nPixelWidth=2e-11\n'],
        [33560, 'undefined', bytes],
      ]),
    ]),
    buildTiffPages([page(compressLzw(bytes), [[259, 'short', 5]])]),
    buildTiffPages([page(zlibSync(raw(words)), [deflated, [317, 'short', 2]], 16)], { littleEndian: false }),
    buildTiffPages([page(zlibSync(raw(floats)), [deflated, [317, 'short', 3], [339, 'short', 3]], 32)]),
    buildTiffPages([{ ...page(bytes, [[254, 'long', 1]]), children: [page(bytes)] }]),
    buildTiffPages([
      page(bytes, [
        [262, 'short', 3],
        [320, 'short', ...colours],
        [274, 'short', 6],
      ]),
    ]),
    buildTiffPages([page(new Uint8Array(180), [], 12)]),
    buildTiffPages([
      page(picture, [
        [258, 'short', 8, 8, 8],
        [259, 'short', 7],
        [262, 'short', 6],
        [277, 'short', 3],
      ]),
    ]),
    packedPage(34925, packed.xz),
    packedPage(34925, packed.xzDelta),
    packedPage(50000, packed.zstd),
  ]
}

function npys(): Uint8Array[] {
  const file = writeNpy(floats, [height, width])
  return [file, writeNpy(words, [1, height, width]), writeNpy(bytes, [2, height, width / 2])]
}

/** Packed in three streams, one after another. */
function inStreams(file: Uint8Array): Uint8Array {
  const parts = [file.slice(0, 90), file.slice(90, 300), file.slice(300)]
  return Uint8Array.from(parts.flatMap((part) => [...gzipSync(part)]))
}

const axis = { scale: 0.02, units: 'nm', offset: 0 }
const properties = JSON.stringify({ title: 'HAADF', dimensional_calibrations: [axis, axis] })
const nion = new TextEncoder().encode(properties)

function dms(): Uint8Array[] {
  const calibration = [0, 1].map(() => ({ scale: 0.02, units: 'nm' }))
  const image = { width, height, data: floats, dataType: 2, name: 'HAADF', calibration }
  const stack = { width: 6, height, depth: 2, data: Int16Array.from(words), dataType: 1 }
  return ([3, 4] as const).map((version) => buildDm([image, stack], { version, thumbnail: true }))
}

function sers(): Uint8Array[] {
  return [false, true].map((wide) => buildSer({ width, height, images: [words, words], dataType: 2, wide, time: 9 }))
}

function mrcs(): Uint8Array[] {
  const cell = { x: 1.2, y: 1 }
  return [
    buildMrc({ width, height, mode: 2, data: floats, cell }),
    buildMrc({ width, height: 5, count: 2, mode: 0, data: bytes, extended: 80 }),
    buildMrc({ width, height, mode: 6, data: words, littleEndian: false }),
  ]
}

/** By space group's name, by operators, and of several blocks. Files of the project, whose root everything that fuzzes works in. */
function cifs(): Uint8Array[] {
  const folder = 'test/fixtures/crystals'
  // Not the buffers of Node, whose slice shares their bytes.
  return ['srtio3', 'si', 'lsmo', 'zro2', 'mos2-layer'].map((name) =>
    Uint8Array.from(readFileSync(join(folder, `${name}.cif`))),
  )
}

function crystals(): Uint8Array[] {
  return Object.values(GALLERY).map((crystal) => new TextEncoder().encode(JSON.stringify(crystal)))
}

/** As a page or the command does with a file of a crystal. */
async function readCrystal(file: Uint8Array): Promise<unknown> {
  return crystalFromFile(new TextDecoder().decode(file), { source: 'input' })
}

async function hdf5Seeds(): Promise<Seeds> {
  const files = await hdf5s()
  const sound = async () => {
    const file = await openFile(files[0], 'sound')
    return file.kind === 'images' ? file.images[0].read().data.join() : ''
  }
  let first: string | undefined
  const isSound = async () => {
    const now = await sound().catch(String)
    return now === (first ??= now)
  }
  return { files, perProcess: 1000, isSound }
}

async function hdf5s(): Promise<Uint8Array[]> {
  const image: H5Dataset = { data: Float32Array.from({ length: 400 }, (_, at) => at), shape: [20, 20], chunks: [9, 9] }
  const dim: H5Dataset = { data: Float64Array.of(0, 0.02), shape: [2], attributes: { name: 'x', units: '[n_m]' } }
  const json = '{"BinaryResult":{"Detector":"HAADF","PixelSize":{"width":"2e-11","height":"2e-11"},"PixelUnitX":"m"}}'
  const metadata = Uint8Array.from([...new TextEncoder().encode(json), 0])
  const velox = {
    Data: { data: words, shape: [height, 6, 2] },
    Metadata: { data: metadata, shape: [metadata.length, 1] },
  }
  const axes = {
    'axis-0': { attributes: { units: 'nm', scale: 0.02 } },
    'axis-1': { attributes: { units: 'nm', scale: 1 } },
  }
  const ncem = { data: { data: bytes, shape: [height, width] }, dim1: dim, dim2: dim }
  return [
    await buildHdf5({ datasets: { image } }),
    await buildHdf5({ datasets: { image: { ...image, attributes: { properties } } } }),
    await buildHdf5({ groups: { Data: { groups: { Image: { groups: { a: { datasets: velox } } } } } } }),
    await buildHdf5({ groups: { Experiments: { groups: { a: { datasets: { data: image }, groups: axes } } } } }),
    await buildHdf5({ groups: { a: { attributes: { emd_group_type: 1 }, datasets: ncem } } }),
    decoded(packed.lzf),
  ]
}

/** PNG's: of each chunk's name and content. */
function withChecksums(file: Uint8Array): Uint8Array {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  for (let at = 8; at + 12 <= file.length;) {
    const length = view.getUint32(at)
    if (at + 12 + length > file.length) break
    view.setUint32(at + 8 + length, crc32(file.subarray(at + 4, at + 8 + length)))
    at += 12 + length
  }
  return file
}

function crc32(bytes: Uint8Array): number {
  let crc = -1
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return ~crc >>> 0
}
