import { expect, test } from 'vitest'
import { thumbnailOf } from '../../../src/session/contents'
import { openInput } from '../../../src/session/opening'
import { writeNpy } from '../../../src/io/npy'
import { buildDm } from '../../support/formats/dm'

async function contents(bytes: Uint8Array, name: string, asked: Parameters<typeof openInput>[2] = {}) {
  const input = await openInput(bytes, name, asked)
  if (input.kind !== 'micrograph') throw new Error('no micrograph')
  return input
}

test('a series is one entry, whichever of its frames is taken; the drift is told where several are', async () => {
  const side = 96
  // A pattern that moves by two pixels a frame to the right.
  const frame = (shift: number) =>
    Float32Array.from({ length: side * side }, (_, at) => {
      const [x, y] = [(at % side) - shift, Math.floor(at / side)]
      return 100 + 30 * Math.sin(0.31 * x) * Math.cos(0.23 * y) + 20 * Math.exp(-((x - 40) ** 2 + (y - 50) ** 2) / 300)
    })
  const bytes = writeNpy(Float32Array.from([0, 2, 4].flatMap((shift) => [...frame(shift)])), [3, side, side])
  const first = await contents(bytes, 'series.npy')
  expect(first.contents).toMatchObject({
    images: [{ number: 1, width: side, frames: 3, oneScan: false, thumbnail: null }],
    taken: { image: 0, first: 1, last: 1 },
    drift: null,
  })
  const all = await contents(bytes, 'series.npy', { frames: 'all' })
  expect(all.contents.taken).toEqual({ image: 0, first: 1, last: 3 })
  expect(all.contents.drift).toEqual([
    { x: 0, y: 0 },
    { x: 2, y: 0 },
    { x: 4, y: 0 },
  ])
  const some = await contents(bytes, 'series.npy', { frames: { first: 2, last: 3 }, image: '1' })
  expect(some.contents).toMatchObject({ taken: { image: 0, first: 2, last: 3 }, drift: [{ x: 0 }, { x: 2 }] })
})

test('of several images each has a small picture, where one is asked for; damaged ones have none', async () => {
  const pixels = (seed: number) => Float32Array.from({ length: 64 * 32 }, (_, at) => (at * seed) % 7)
  const bytes = buildDm([1, 2, 3].map((seed) => ({ width: 64, height: 32, data: pixels(seed), dataType: 2 })))
  const { contents: plain } = await contents(bytes, 'three.dm4')
  expect(plain.images.map(({ thumbnail }) => thumbnail)).toEqual([null, null, null])
  const { contents: drawn, micrograph } = await contents(bytes, 'three.dm4', { image: '2', thumbnails: true })
  expect(drawn.taken).toEqual({ image: 1, first: 1, last: 1 })
  expect(drawn.images.map(({ number, thumbnail }) => [number, thumbnail?.width, thumbnail?.height])).toEqual([
    [1, 40, 20],
    [2, 40, 20],
    [3, 40, 20],
  ])
  expect(drawn.images[1].thumbnail).toEqual(thumbnailOf(micrograph))

  const noNumber = buildDm(
    [1, 2].map((seed) => ({ width: 64, height: 32, data: pixels(seed).fill(seed === 1 ? NaN : 1), dataType: 2 })),
  )
  const { contents: damaged } = await contents(noNumber, 'damaged.dm4', { image: '2', thumbnails: true })
  expect(damaged.images.map(({ thumbnail }) => thumbnail === null)).toEqual([true, false])
})

test('a small picture has the shape of the large one, from its darkest to its brightest part', () => {
  const [width, height] = [200, 100]
  const data = Float32Array.from({ length: width * height }, (_, at) => (at % width < 100 ? 5 : 9))
  const small = thumbnailOf({ data, width, height })
  expect([small.width, small.height]).toEqual([40, 20])
  expect([small.data[0], small.data[39]]).toEqual([0, 255])
  const flat = thumbnailOf({ data: new Float32Array(4), width: 2, height: 2 })
  expect([...flat.data]).toEqual([128, 128, 128, 128])
})
