import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build, type Rolldown } from 'vite'

interface Chunk {
  /** Bytes that a server sends. */
  gzip: number
  /** The modules that went into it, by path. */
  modules: string[]
}

export interface Bundle extends Chunk {
  /** The files that it comes in: what is imported at once, and what is loaded later, if at all. */
  chunks: Chunk[]
  /** Bytes of the file that is imported and of those that it imports at once. */
  atOnce: number
}

/** What a bundler makes of a module with this text, in a folder where the package is installed. */
export async function bundle(folder: string, text: string): Promise<Bundle> {
  const entry = join(folder, 'entry.js')
  const output = await build({
    configFile: false,
    root: folder,
    mode: 'production',
    logLevel: 'warn',
    plugins: [
      { name: 'entry', load: (id) => (id === entry ? text : null), resolveId: (id) => (id === entry ? id : null) },
    ],
    // As for a worker, where an engine is at home. For a page, Vite adds a kilobyte of its own to what is loaded later.
    ssr: { noExternal: true },
    build: {
      ssr: true,
      minify: true,
      write: false,
      target: 'es2022',
      rolldownOptions: { input: entry, preserveEntrySignatures: 'allow-extension' },
    },
  })
  const { output: files } = output as Rolldown.RolldownOutput
  const built = files.filter((file) => file.type === 'chunk')
  const chunks = built.map(({ code, modules }) => ({
    gzip: gzipSync(code, { level: 9 }).length,
    modules: Object.keys(modules),
  }))
  const first = new Set(built.filter(({ isEntry }) => isEntry).map(({ fileName }) => fileName))
  for (const name of first)
    built.find(({ fileName }) => fileName === name)?.imports.forEach((other) => first.add(other))
  return {
    atOnce: chunks.reduce((bytes, { gzip }, n) => bytes + (first.has(built[n].fileName) ? gzip : 0), 0),
    gzip: chunks.reduce((bytes, { gzip }) => bytes + gzip, 0),
    modules: chunks.flatMap(({ modules }) => modules),
    chunks,
  }
}
