import type { File, Group, ready } from 'h5wasm'
import { InputError, isOutOfMemory, LacunaError } from '../../errors'
import { corrupt, explained } from '../failures'
import { lzfPlugin } from './lzf-plugin'

/** The library's inner module: its file system and memory, and the reading of a part of a dataset. */
type H5Module = Awaited<typeof ready>

/**
 * Files get a name of their own in the library's file system, which lies in memory: one that is damaged may stay open in
 * the library, which would then take the next of this name for it.
 */
let opened = 0

/** Where the library finds its filters. */
const plugins = '/lacuna-filters'

interface DatasetHandle {
  file_id: bigint
  path: string
  itemBytes: number
}

/** The library's own memory for any file, and more for each byte of it: chunks may be as large as their file. */
const memory = { base: 128 * 2 ** 20, perByte: 16 }

/** For the file that is read now, and whether it asked for more. */
let maxMemoryBytes = Infinity
let hasAskedForMore = false
let isCapped = false

/**
 * From now on counts the library's memory as a whole, and not by how much it grows for a file. What a damaged file makes it take it
 * never gives back: for a thread that ends after such a file, and for no other.
 */
export function capMemory(): void {
  isCapped = true
}

/** False once a file has harmed the library, which may then misread the next: whoever asks loads a fresh one. */
let sound = true

export function isLibrarySound(): boolean {
  return sound
}

/** To be called of every error of the library's. */
export function noteHarm(): void {
  sound = false
}

/** The library with the throwing error handler on, or else it would print to the console and return garbage. */
export class Hdf5 {
  readonly #module: H5Module
  readonly #File: typeof File
  #hasLzf = false

  constructor(module: H5Module, file: typeof File) {
    this.#module = module
    this.#File = file
    module.activate_throwing_error_handler()
    boundGrowth(() => module.HEAPU8.buffer)
  }

  /** Lets the library read what h5py packs by LZF. */
  addLzf(): void {
    if (this.#hasLzf) return
    const { FS } = this.#module
    FS.mkdirTree(plugins)
    FS.writeFile(`${plugins}/libH5Zlzf.so`, lzfPlugin())
    this.#module.insert_plugin_search_path(plugins, 0)
    this.#hasLzf = true
  }

  /** Runs `work` on the root of a file. The bytes are looked at where they are, not copied. */
  withFile<T>(bytes: Uint8Array, name: string, work: (root: Group) => T): T {
    const { FS, HEAPU8 } = this.#module
    const path = `/${++opened}`
    maxMemoryBytes = (isCapped ? 0 : HEAPU8.length) + memory.base + memory.perByte * bytes.length
    hasAskedForMore = false
    // Emscripten's own option, which its types leave out: the file system keeps the array itself.
    FS.writeFile(path, bytes, { canOwn: true } as object)
    try {
      const file = new this.#File(path, 'r')
      try {
        return work(file)
      } finally {
        close(file)
      }
    } catch (cause) {
      if (cause instanceof InputError) throw cause
      noteHarm()
      if (hasAskedForMore) throw tooLarge(name, bytes.length)
      throw isOutOfMemory(cause) ? explained(name, cause) : corrupt(name, reason(cause))
    } finally {
      maxMemoryBytes = Infinity
      closeStreams(FS, path)
      FS.unlink(path)
    }
  }

  /** Bytes of a part of a dataset in the host's byte order, as a view that is good until `use` returns. */
  withPart<T>(dataset: DatasetHandle, count: number[], offset: number[], use: (bytes: Uint8Array) => T): T {
    const module = this.#module
    const { file_id, path, itemBytes } = dataset
    const bytes = count.reduce((product, size) => product * size, itemBytes)
    const pointer = module._malloc(bytes)
    if (pointer === 0) throw new RangeError(`no memory for ${bytes} bytes`)
    try {
      const ones = count.map(() => 1n)
      module.get_dataset_data(file_id, path, count.map(BigInt), offset.map(BigInt), ones, BigInt(pointer))
      return use(module.HEAPU8.subarray(pointer, pointer + bytes))
    } finally {
      module._free(pointer)
    }
  }
}

function tooLarge(name: string, bytes: number): InputError {
  const most = Math.round((memory.base + memory.perByte * bytes) / 2 ** 20)
  const cause = `HDF5 takes more than the ${most} MiB that a file of its size gets`
  return new InputError('too-large', name, `${cause}; copy it again if it is damaged, or save it in smaller chunks`)
}

/** Emscripten's own streams, which its types leave out. */
interface OpenStreams {
  streams: ({ path: string } | null)[]
  close: (stream: { path: string }) => void
}

/** A damaged file stays open in the library; its stream would keep its bytes in memory, and there are only 4096 of them. */
function closeStreams(fs: H5Module['FS'], path: string): void {
  const { streams, close } = fs as unknown as OpenStreams
  for (const stream of streams) if (stream?.path === path) close(stream)
}

/** A damaged file may not close, which does not matter: what was asked of it has been read. */
function close(file: File): void {
  try {
    file.close()
  } catch {
    noteHarm()
  }
}

/**
 * A damaged file may ask the library for gigabytes. It grows its memory by a call of JavaScript's, which is where that can be refused:
 * then it finds that there is no memory left, and says so.
 */
function boundGrowth(ofLibrary: () => ArrayBufferLike): void {
  const { prototype } = WebAssembly.Memory
  const grow = Object.getOwnPropertyDescriptor(prototype, 'grow')!.value as (
    this: WebAssembly.Memory,
    by: number,
  ) => number
  prototype.grow = function (pages) {
    const { buffer } = this
    if (buffer === ofLibrary() && buffer.byteLength + pages * 65_536 > maxMemoryBytes) {
      hasAskedForMore = true
      throw new RangeError(`no more than ${maxMemoryBytes} bytes for HDF5`)
    }
    return grow.call(this, pages)
  }
}

let loading: Promise<Hdf5> | undefined

/** Loads the library, a megabyte, when the first HDF5 file comes. */
export function loadHdf5(): Promise<Hdf5> {
  loading ??= import('h5wasm').then(
    async ({ File, ready }) => new Hdf5(await ready, File),
    (cause: unknown) => {
      loading = undefined
      const next = 'check the network and reload the page, or install Lacuna again'
      throw new LacunaError('no-reader', `the reader of HDF5 could not be loaded: ${next}`, { cause })
    },
  )
  return loading
}

/** The innermost cause, of the many lines that the library gives: `… in H5Z_pipeline(): required filter 'lzf' is not registered`. */
function reason(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause)
  const causes = [...text.matchAll(/^ *#\d+: .*?\(\): (.*)$/gm)].map(([, message]) => message)
  return causes.at(-1) ?? text.split('\n', 1)[0]
}
