import { accessSync, constants, statSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { InputError } from '../errors'

/**
 * The files a command makes. They are kept until all are there; then each is written under a passing name beside its
 * place, and only when all are written are they renamed: whoever looks sees the files whole or not at all.
 */
export class Output {
  readonly #folder: string
  readonly #files = new Map<string, Uint8Array | string>()

  private constructor(folder: string) {
    this.#folder = folder
  }

  /** Refuses at once a folder that could not be made or written to, rather than after the work. */
  static in(folder: string): Output {
    requireWritable(folder)
    return new Output(folder)
  }

  add(name: string, content: Uint8Array | string): void {
    if (this.#files.has(name)) {
      throw new InputError('same-name', name, 'two inputs would write this file; rename one or run them one by one')
    }
    this.#files.set(name, content)
  }

  /** Writes everything and returns the paths. */
  async commit(): Promise<string[]> {
    const staged: { path: string; passing: string }[] = []
    try {
      await mkdir(this.#folder, { recursive: true })
      for (const [name, content] of this.#files) {
        const path = join(this.#folder, name)
        const passing = join(this.#folder, `.${name}.${process.pid}.part`)
        staged.push({ path, passing })
        await writeFile(passing, content)
      }
      for (const { path, passing } of staged) await rename(passing, path)
    } catch (cause) {
      await Promise.all(staged.map(({ passing }) => rm(passing, { force: true })))
      throw new InputError('not-writable', this.#folder, `cannot be written to (${reason(cause)})`, { cause })
    }
    return staged.map(({ path }) => path)
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
    throw new InputError('not-writable', folder, `cannot be written to (${reason(cause)}); name another`, { cause })
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
