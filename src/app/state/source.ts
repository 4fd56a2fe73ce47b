import { InputError } from '../../errors'
import { readFile } from '../../session/read-file'

/** Where the bytes of a micrograph or a model come from: a file that was picked, or an address. */
export type Source = File | string

/** The name that the source goes by in messages and in the files made of it. */
export function nameOf(source: Source): string {
  if (typeof source !== 'string') return source.name
  return source.split(/[?#]/, 1)[0].split('/').pop() || source
}

/** Rejects with an `InputError` that names the source when there is nothing to be read. */
export async function readSource(source: Source, signal?: AbortSignal): Promise<Uint8Array> {
  return typeof source === 'string' ? fetched(source, signal) : readFile(source)
}

async function fetched(address: string, signal?: AbortSignal): Promise<Uint8Array> {
  const answer = await fetch(address, { signal: signal ?? null }).catch((cause: unknown) => {
    const hint = 'could not be fetched: check the address, the connection, and that its server and this page allow it'
    throw new InputError('unreachable', address, hint, { cause })
  })
  if (!answer.ok) {
    throw new InputError('unreachable', address, `the server answers ${answer.status}: check the address`)
  }
  return new Uint8Array(await answer.arrayBuffer())
}
