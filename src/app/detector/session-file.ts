import { InputError } from '../../errors'
import { fileStem } from '../../session/files/file-stem'
import type { SessionContent } from '../../session/session-file/session-file'
import { readFile } from '../../session/read-file'
import { sha256 } from '../../session/recorded'
import { formatRun, parseRun, type Run } from '../state/run'
import type { Session } from '../state/session'
import { isInPage, nameOf, readSource, type Source } from '../state/source'
import { t } from '../language/message'
import { modelFile } from './downloads'

/** What there is to save, and how it is looked at. */
export async function sessionFile(session: Session, view: unknown, withPicture: boolean): Promise<File> {
  const { pictureFile, writeSession } = await import('../../session/session-file/session-file')
  const { micrograph, run, model, result, review, selected, simulated } = session.store.state
  if (!micrograph) throw new InputError('nothing-open', '', 'open a micrograph first: there is nothing to save')
  const { source } = session
  const held = source === null ? pictureFile(micrograph) : isInPage(source) ? await readSource(source) : null
  const saved = model && (await session.saveModel())
  const content: SessionContent = {
    source: {
      name: source === null ? micrograph.name : nameOf(source),
      sha256: held ? await sha256(held) : (result?.circumstances.request.sha256 ?? null),
      bytes: withPicture ? held : null,
      simulated,
      address: typeof source === 'string' && !isInPage(source) ? absolute(source) : null,
    },
    run: formatRun(run),
    model: saved && model && { bytes: saved, name: modelFile(saved, model, model.from).name },
    result,
    review: review.now,
    selected,
    view,
  }
  const packed = writeSession(content)
  return new File([packed as Uint8Array<ArrayBuffer>], `${fileStem(micrograph.name)}.lacuna`, {
    type: 'application/zip',
  })
}

/** What of an element a session's file changes. */
interface Restored {
  setRun: (run: Run) => Promise<unknown>
  setView: (view: unknown) => void
}

/** Opens what a session's file holds. `picture` is its micrograph, where that was left out. Rejects with an InputError that names the file. */
export async function openSessionFile(
  session: Session,
  source: Source,
  picture: File | null,
  { setRun, setView }: Restored,
): Promise<void> {
  const { readSession } = await import('../../session/session-file/session-file')
  const name = nameOf(source)
  const content = await readSession(await readSource(source), name)
  const micrograph = await micrographOf(content, picture, name)
  await setRun(parseRun(content.run))
  if (micrograph === null) await session.openSample()
  else await session.openFile(micrograph)
  const { model } = content
  if (model && session.store.state.gpu.kind === 'ready')
    await session.loadModel(new File([model.bytes as Uint8Array<ArrayBuffer>], model.name))
  session.restore(content.result, content.review, content.selected)
  setView(content.view)
  session.say(t`Session ${name} is open.`)
}

/** Null for one that is simulated. */
async function micrographOf({ source }: SessionContent, picture: File | null, name: string): Promise<Source | null> {
  if (source.simulated) return null
  if (source.bytes) return new File([source.bytes as Uint8Array<ArrayBuffer>], source.name)
  if (source.address !== null) return source.address
  if (!picture)
    throw new InputError('session-source', name, `its micrograph, ${source.name}, is not in it; drop both together`)
  if (source.sha256 !== null && (await sha256(await readFile(picture))) !== source.sha256)
    throw new InputError('session-source', picture.name, `it is not the micrograph that ${name} was saved with`)
  return picture
}

function absolute(address: string): string {
  return new URL(address, document.baseURI).href
}
