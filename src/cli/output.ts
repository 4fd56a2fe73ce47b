import { createHash } from 'node:crypto'
import { accessSync, constants, statSync } from 'node:fs'
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { InputError } from '../errors'
import { plainText } from '../io/plain-text'
import type { FileRecord } from '../session/files/record'

/** What file systems take of a name, bytes. */
const NAME_BYTES = 255

/** What to do about a folder that takes no file. */
const NEXT = 'free space on its disk, or name another folder'

/** This machine, as names of files have it: several may write to one folder. */
const HOST = hostname().replaceAll(/\W/g, '').slice(0, 60)

/** What a file is called while it is written: by machine and process, so that what a killed one left behind is known. */
const PASSING = /^\.lacuna-(\w*)-(\d+)-\d+\.part$/

/** What no process of this machine writes is left behind after so long, ms: nobody takes a day to write a file. */
const LEFT_BEHIND = 24 * 3600 * 1000

type Content = Uint8Array | string

/** What makes a content when its turn has come to be written, told of the files that were written before it. */
type Making = (written: readonly FileRecord[]) => Content

/**
 * The files a command makes. Each is made and written under a passing name beside its place, one after the other, so that no more than
 * one is held; and only when all are on the disk are they renamed, in the order in which they were added: whoever looks sees each of
 * them whole or not at all, and the last one only after all others.
 */
export class Output {
  readonly #folder: string
  readonly #files = new Map<string, Content | Making>()

  private constructor(folder: string) {
    this.#folder = folder
  }

  /** Refuses at once a folder that could not be made or written to, rather than after the work; and so any of these names. */
  static in(folder: string, ...names: readonly string[]): Output {
    requireWritable(folder)
    for (const name of names) requireName(name)
    return new Output(folder)
  }

  add(name: string, content: Content | Making): void {
    requireName(name)
    if (this.#files.has(name)) {
      throw new InputError('same-name', name, 'two inputs would write this file; rename one or run them one by one')
    }
    this.#files.set(name, content)
  }

  /** Makes and writes everything and returns the paths. */
  async commit(): Promise<string[]> {
    const staged: { path: string; passing: string }[] = []
    const written: FileRecord[] = []
    try {
      await this.#onDisk(async () => {
        await mkdir(this.#folder, { recursive: true })
        await sweep(this.#folder)
      })
      for (const [name, given] of this.#files) {
        const content = typeof given === 'function' ? given(written) : given
        const passing = join(this.#folder, `.lacuna-${HOST}-${process.pid}-${staged.length}.part`)
        staged.push({ path: join(this.#folder, name), passing })
        await this.#onDisk(() => writeToDisk(passing, content))
        written.push(fileRecord(name, content))
      }
      await this.#onDisk(async () => {
        for (const { path, passing } of staged) await rename(passing, path)
        await syncFolder(this.#folder)
      })
    } catch (error) {
      await Promise.allSettled(staged.map(({ passing }) => rm(passing, { force: true })))
      throw error
    }
    return staged.map(({ path }) => path)
  }

  /** Says of a failure which folder cannot be written to. */
  async #onDisk(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (cause) {
      throw new InputError('not-writable', this.#folder, `cannot be written to (${reason(cause)}); ${NEXT}`, { cause })
    }
  }
}

/** As it is written, for those who look whether it still is. */
export function fileRecord(name: string, content: Content): FileRecord {
  const hash = createHash('sha256').update(content)
  return { name, bytes: Buffer.byteLength(content), sha256: hash.digest('hex') }
}

/** A name that no file system takes, or no terminal should be shown. */
function requireName(name: string): void {
  if (Buffer.byteLength(name) > NAME_BYTES)
    throw new InputError(
      'long-name',
      `${name.slice(0, 40)}…`,
      'this name is too long for a file; rename the input, or give --name',
    )
  if (plainText(name) !== name || name.includes('\0'))
    throw new InputError('bad-name', plainText(name), 'this name holds control characters; rename the input')
}

/** Not in a cache of the system's: what is renamed into place must be there after a power cut. */
async function writeToDisk(path: string, content: Content): Promise<void> {
  const file = await open(path, 'w')
  try {
    await file.writeFile(content)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Makes the names last as well; where folders cannot be opened (Windows), the system sees to that. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => null)
  await handle?.sync().catch(() => {})
  await handle?.close().catch(() => {})
}

/** Takes away what processes that are no more have left. */
async function sweep(folder: string): Promise<void> {
  const sweepOne = async (name: string) => {
    if (await isStale(folder, name)) await rm(join(folder, name), { force: true })
  }
  await Promise.all((await readdir(folder)).map(sweepOne))
}

async function isStale(folder: string, name: string): Promise<boolean> {
  const [, host, process] = PASSING.exec(name) ?? []
  if (process === undefined) return false
  if (host === HOST) return !isRunning(Number(process))
  // Another machine's processes are not to be seen from here. What is gone meanwhile was its own to take away.
  return stat(join(folder, name)).then(
    ({ mtimeMs }) => Date.now() - mtimeMs > LEFT_BEHIND,
    () => false,
  )
}

function isRunning(id: number): boolean {
  if (id === process.pid) return true
  try {
    return process.kill(id, 0)
  } catch (error) {
    // It is there, and somebody else's.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Looks at the folder or, where it is yet to be made, at the one it will be made in. */
function requireWritable(folder: string): void {
  let existing = resolve(folder)
  while (!exists(existing) && dirname(existing) !== existing) existing = dirname(existing)
  const status = statSync(existing, { throwIfNoEntry: false })
  if (!status?.isDirectory()) throw new InputError('not-writable', folder, `${existing} is not a folder; name another`)
  try {
    accessSync(existing, constants.W_OK)
  } catch (cause) {
    throw new InputError('not-writable', folder, `cannot be written to (${reason(cause)}); ${NEXT}`, { cause })
  }
}

/** Where a part of the path is a file, nothing can be. */
function exists(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined
  } catch {
    return false
  }
}

function reason(cause: unknown): string {
  return (cause as NodeJS.ErrnoException).code ?? String(cause)
}
