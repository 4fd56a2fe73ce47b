import fc from 'fast-check'
import { expect } from 'vitest'
import { InputError } from '../../src/errors'
import type { Micrograph } from '../../src/io/micrograph'
import { openInput } from '../../src/session/opening'

/** What a file that must be readable holds. */
export async function readMicrograph(bytes: Uint8Array, name = 'file'): Promise<Micrograph> {
  const input = await openInput(bytes, name)
  if (input.kind !== 'micrograph') throw new Error(`${name} is a ${input.kind}`)
  return input.micrograph
}

/** The error of a file that must not be readable; it has to name the file. */
export async function refusal(bytes: Uint8Array, name = 'file'): Promise<InputError> {
  const outcome = await openInput(bytes, name).then(
    (input) => input,
    (error: unknown) => error,
  )
  expect(outcome).toBeInstanceOf(InputError)
  const error = outcome as InputError
  expect(error.message).toContain(`${name}: `)
  return error
}

/** A file cut at any byte is refused, by the error that says so. */
export async function expectEveryTruncationRefused(bytes: Uint8Array): Promise<void> {
  for (let length = 0; length < bytes.length; length++) {
    const error = await refusal(bytes.slice(0, length))
    // Within the magic bytes it cannot be known what the file was to be.
    expect(['truncated', 'corrupt', ...(length < 8 ? ['unknown-format'] : [])], `cut at ${length}`).toContain(
      error.code,
    )
  }
}

/** Whatever bytes of a file are changed, it is read or refused: never another error, never without an end. */
export async function expectDamageSurvived(bytes: Uint8Array, runs = 400): Promise<void> {
  const byte = fc.tuple(fc.nat(bytes.length - 1), fc.nat(255))
  await fc.assert(
    fc.asyncProperty(fc.array(byte, { minLength: 1, maxLength: 6 }), async (changes) => {
      const damaged = bytes.slice()
      for (const [at, value] of changes) damaged[at] = value
      await expectReadOrRefused(damaged)
    }),
    { numRuns: runs, seed: 1, interruptAfterTimeLimit: 20_000, markInterruptAsFailure: true },
  )
}

/** A file is read, or refused by an InputError: nothing else may be thrown. */
export async function expectReadOrRefused(bytes: Uint8Array): Promise<void> {
  const failure = await openInput(bytes, 'file').then(
    () => null,
    (error: unknown) => ({ error }),
  )
  if (failure) expect(failure.error).toBeInstanceOf(InputError)
}

/** Values of any size and shape for a picture. */
export function picture<T>(value: fc.Arbitrary<number>, make: (values: number[]) => T) {
  return fc
    .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }))
    .chain(([width, height]) =>
      fc
        .array(value, { minLength: width * height, maxLength: width * height })
        .map((values) => ({ width, height, data: make(values) })),
    )
}
