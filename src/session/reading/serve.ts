import { isHdf5 } from '../../io/hdf5/read'
import { capMemory, isLibrarySound, loadHdf5 } from '../../io/hdf5/library'
import type { OpenedInput } from '../opening'
import { openInput } from '../opening'
import { packError } from '../worker-errors'
import { listImages } from './listing'
import type { ReadMessage, ReadRequest } from './message'

/** The thread's side of `OwnThread`: answers one request. */
export async function answer(
  { kind, bytes, name, opening, thumbnails, withGaps }: ReadRequest,
  say: (message: ReadMessage, moved?: ArrayBuffer[]) => void,
): Promise<void> {
  capMemory()
  try {
    // What the machine takes for this is not the file's fault, and does not count.
    if (isHdf5(bytes)) await loadHdf5()
    say({ kind: 'begun' })
    if (kind === 'list')
      return say({ kind: 'result', result: await listImages(bytes, name, opening), sound: isLibrarySound() })
    const onProgress = (progress: Extract<ReadMessage, { kind: 'progress' }>['progress']) =>
      say({ kind: 'progress', progress })
    const result = await openInput(bytes, name, { ...opening, thumbnails, withGaps, onProgress })
    say({ kind: 'result', result, sound: isLibrarySound() }, [pixelsOf(result)])
  } catch (error) {
    say({ kind: 'failure', error: packError(error) })
  }
}

function pixelsOf(input: OpenedInput): ArrayBuffer {
  const { data } = input.kind === 'stack' ? input.stack : input.micrograph
  return data.buffer as ArrayBuffer
}
