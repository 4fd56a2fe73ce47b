import { describe, it } from 'vitest'
import { testEngine } from '../../support/engine'
import type { ConvCase } from '../../support/gradient-conv'
import { checkConv, title } from '../../support/gradient-conv'

/**
 * One case for each kernel that a convolution can take, on an adapter with subgroups of eight: lavapipe compiles for
 * seconds what SwiftShader, which gets the whole grid, compiles in a tenth.
 */
const engine = await testEngine()

const spec = { kernel: 4, stride: 2, padding: 1, batch: 2, size: [8, 10] } as const
const cases: ConvCase[] = [
  { ...spec, channels: [8, 16] },
  { ...spec, channels: [8, 4] },
  { ...spec, channels: [1, 8] },
  { ...spec, channels: [3, 5] },
]

describe('conv2d', () => {
  for (const each of cases) it(title(each), () => checkConv(engine, false, each))
})

describe('convTranspose2d', () => {
  for (const { channels, ...rest } of cases) {
    const reversed: ConvCase = { ...rest, channels: [channels[1], channels[0]] }
    it(title(reversed), () => checkConv(engine, true, reversed))
  }
})
