import { InputError } from '../errors'

/** The bytes of a file that a person picked. Rejects with an `InputError` that names it. */
export async function readFile(file: File): Promise<Uint8Array> {
  try {
    return new Uint8Array(await file.arrayBuffer())
  } catch (cause) {
    const hint = 'the browser cannot read it any more; it may have been moved or changed. Choose it again.'
    throw new InputError('unreadable', file.name, hint, { cause })
  }
}
