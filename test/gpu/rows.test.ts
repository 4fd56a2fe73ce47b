import { describe, expect, it } from 'vitest'
import { Rows, storeAt, sumRows } from '../../src/kernels'
import { temporary, testEngine, withLimit } from '../support/engine'
import { randomArray, randomIntegers } from '../support/reference'
import { exact, within } from '../support/reference-error'

const engine = await testEngine()

/** Rows that one thread of the kernel adds; 256² is where a third pass begins. */
const CHUNK = 256

describe('sumRows', () => {
  const sizes: [rows: number, columns: number][] = [
    [1, 1],
    [1, 64],
    [3, 20],
    [CHUNK - 1, 1],
    [CHUNK, 3],
    [CHUNK + 1, 8],
    [2 * CHUNK + 7, 5],
    [CHUNK ** 2, 1],
    [CHUNK ** 2 + 1, 3],
    [80_000, 4],
  ]

  const columnSums = (x: Float64Array, columns: number) => {
    const sums = new Float64Array(columns)
    x.forEach((value, i) => (sums[i % columns] += value))
    return sums
  }

  for (const [rows, columns] of sizes)
    it(`${rows} × ${columns}: every row, once`, async () => {
      const x = randomIntegers(1, rows * columns)
      const y = sumRows(engine, temporary(engine, x, [rows, columns]).storage, columns)
      exact(await engine.read(y), columnSums(x, columns), 'sum')
    })

  it('rounds no worse than three runs of 256 additions', async () => {
    const [rows, columns] = [CHUNK ** 2 + 300, 3]
    const x = randomArray(1, rows * columns)
    const magnitudes = columnSums(x.map(Math.abs), columns)
    const y = sumRows(engine, temporary(engine, x, [rows, columns]).storage, columns)
    const close = within((_, column) => 3 * CHUNK * 2 ** -24 * magnitudes[column])
    close(await engine.read(y), columnSums(x, columns), 'sum')
  })

  it('writes where it is told to', async () => {
    for (const rows of [3, CHUNK + 1]) {
      const x = randomIntegers(2, rows * 2)
      const into = temporary(engine, [0, 0], [2]).storage
      expect(sumRows(engine, temporary(engine, x, [rows, 2]).storage, 2, into)).toBe(into)
      exact(await engine.read(into), columnSums(x, 2), 'sum')
    }
  })
})

describe('Rows', () => {
  const [rows, batch] = [7, 5]
  const order = Uint32Array.of(6, 0, 3, 3, 1, 2, 5, 4, 0, 6)

  async function expectGathered(data: Rows, x: Float64Array): Promise<void> {
    const { columns } = data
    const list = engine.upload(order)
    for (const first of [0, 2, 5]) {
      const offset = engine.upload(Uint32Array.of(first))
      const y = data.gather(list, offset, batch)
      const expected = Array.from(order.subarray(first, first + batch)).flatMap((row) =>
        Array.from(x.subarray(row * columns, (row + 1) * columns)),
      )
      exact(await engine.read(y), expected, `batch at ${first}`)
      engine.release(offset)
    }
    engine.release(list)
  }

  for (const columns of [1, 3, 64])
    it(`take a batch of rows of ${columns}, from anywhere in the order`, async () => {
      const x = randomArray(1, rows * columns)
      const data = new Rows(engine, Float32Array.from(x), columns)
      await expectGathered(data, x)
      data.release()
    })

  // 7 rows of 64 numbers: three, two and two of them, the whole of them, in a binding.
  for (const [bytes, buffers] of [
    [3 * 256, 3],
    [2 * 256, 4],
    [7 * 256, 1],
  ])
    it(`lie in ${buffers} pieces where a binding holds ${bytes} bytes`, async () => {
      const x = randomArray(1, rows * 64)
      const before = engine.memory().buffers
      const data = await withLimit(engine, bytes, () => new Rows(engine, Float32Array.from(x), 64))
      expect(engine.memory().buffers - before).toBe(buffers)
      await expectGathered(data, x)
      const other = randomArray(2, rows * 64)
      data.write(Float32Array.from(other))
      await expectGathered(data, other)
      data.release()
    })
})

describe('storeAt', () => {
  it('changes one number of a history', async () => {
    const history = temporary(engine, [1, 2, 3, 4, 5], [5]).storage
    const index = engine.upload(Uint32Array.of(3))
    storeAt(engine, temporary(engine, [9], [1]).storage, index, history)
    exact(await engine.read(history), [1, 2, 3, 9, 5], 'history')
    engine.release(index)
  })
})
