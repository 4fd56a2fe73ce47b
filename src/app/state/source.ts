import { InputError } from '../../errors'
import { readFile } from '../../session/read-file'

/** Where the bytes of a micrograph or a model come from: a file that was picked, or an address. */
export type Source = File | string

/** What a `blob:` or `data:` address says nothing of, unless after a `#`. */
const NAMELESS = 'unnamed'

/** Whether the source lies in the page itself: elsewhere, or later, its address leads nowhere. */
export function isInPage(source: Source): boolean {
  return typeof source !== 'string' || /^(blob|data):/i.test(source)
}

/** The name that the source goes by in messages and in the files made of it. */
export function nameOf(source: Source): string {
  if (typeof source !== 'string') return source.name
  if (isInPage(source)) return readable(source.split('#', 2)[1] ?? '') || NAMELESS
  return source.split(/[?#]/, 1)[0].split('/').pop() || source
}

/** Rejects with an `InputError` that names the source when there is nothing to be read. */
export async function readSource(source: Source, signal?: AbortSignal): Promise<Uint8Array> {
  return typeof source === 'string' ? fetched(source, signal) : readFile(source)
}

async function fetched(address: string, signal?: AbortSignal): Promise<Uint8Array> {
  // A data: address may be as long as a file.
  const told = isInPage(address) ? nameOf(address) : address
  const answer = await fetch(address, { signal: signal ?? null }).catch((cause: unknown) => {
    const hint = 'could not be fetched: check the address, the connection, and that its server and this page allow it'
    throw new InputError('unreachable', told, hint, { cause })
  })
  if (!answer.ok) {
    throw new InputError('unreachable', told, `the server answers ${answer.status}: check the address`)
  }
  return new Uint8Array(await answer.arrayBuffer())
}

function readable(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
