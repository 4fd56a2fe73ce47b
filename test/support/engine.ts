import { afterAll } from 'vitest'
import type { Engine } from '../../src/kernels'
import { openNodeDevice } from '../../src/kernels/node'

let shared: Promise<Engine> | undefined

/** One device for all GPU tests of the process; results of eager operations are freed after each file. */
export function testEngine(): Promise<Engine> {
  shared ??= openNodeDevice()
  afterAll(async () => (await shared!).tidy())
  return shared
}
