import { describe, it } from 'vitest'
import { testEngineWithoutSubgroups } from '../../support/engine'
import type { ConvCase } from '../../support/gradient-conv'
import { checkConv, title } from '../../support/gradient-conv'

/**
 * The convolutions that GPUs get, against float64: on a machine with one, conv.test.ts takes its whole grid through them.
 * lavapipe compiles their barriers in a tenth of a second; SwiftShader would take minutes.
 */
const engine = await testEngineWithoutSubgroups()

const spec = { kernel: 3, stride: 2, padding: 1, batch: 2 } as const
const cases: ConvCase[] = [
  { ...spec, size: [7, 9], channels: [20, 8] },
  { ...spec, size: [6, 5], channels: [4, 20], kernel: 4 },
  // One channel: four taps a line, and three.
  { ...spec, size: [11, 13], channels: [1, 8], kernel: 4 },
  { ...spec, size: [9, 6], channels: [1, 20], stride: 1 },
  // Long sums over few pixels are split into parts.
  { kernel: 1, stride: 1, padding: 0, batch: 33, size: [1, 1], channels: [260, 12] },
  { ...spec, size: [5, 4], channels: [36, 68] },
  // Many pixels take several tiles, and several parts of the weight gradient.
  { ...spec, size: [19, 23], channels: [8, 12], batch: 3, stride: 1 },
  // A kernel shorter than its stride: pixels that no tap reads, phases that no tap reaches.
  { ...spec, size: [7, 4], channels: [4, 8], kernel: 1, padding: 0 },
]

describe('by turns direct and transposed', () => {
  cases.forEach((each, i) => {
    const { channels, ...rest } = each
    if (i % 2 === 0) it(title(each), () => checkConv(engine, false, each))
    else {
      const reversed: ConvCase = { ...rest, channels: [channels[1], channels[0]] }
      it(`transposed ${title(reversed)}`, () => checkConv(engine, true, reversed))
    }
  })
})
