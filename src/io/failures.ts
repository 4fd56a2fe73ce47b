import { InputError, isOutOfMemory } from '../errors'

/** What can be wrong with a file, with one wording and one next step for each, whatever the format. */

export function truncated(name: string, detail: string): InputError {
  return new InputError('truncated', name, `the file is cut short (${detail}); copy or export it again`)
}

export function corrupt(name: string, detail: string): InputError {
  return new InputError('corrupt', name, `the file is damaged (${detail}); copy or export it again`)
}

export function unsupported(name: string, what: string, next = 'convert it to a grey PNG, TIFF or NPY'): InputError {
  return new InputError('unsupported', name, `${what} cannot be read; ${next}`)
}

/** What was thrown while a file was read, with the file's name; where no memory was left for it, an error that says so. */
export function explained(name: string, cause: unknown): unknown {
  if (cause instanceof InputError && cause.source === '')
    return new InputError(cause.code, name, cause.message, { cause })
  if (!isOutOfMemory(cause)) return cause
  const next = 'close other programs, or crop it'
  return new InputError('no-memory', name, `this machine has no memory left to read it; ${next}`, { cause })
}

/** Runs a decoder that throws whatever it likes; what is no `InputError` yet becomes one. */
export function decoding<T>(name: string, decode: () => T): T {
  try {
    return decode()
  } catch (cause) {
    if (cause instanceof InputError || isOutOfMemory(cause)) throw explained(name, cause)
    throw new InputError('corrupt', name, `the file is damaged (${String(cause)}); copy or export it again`, { cause })
  }
}
