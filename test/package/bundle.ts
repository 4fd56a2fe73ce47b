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
  const chunks = files
    .filter((file) => file.type === 'chunk')
    .map(({ code, modules }) => ({ gzip: gzipSync(code, { level: 9 }).length, modules: Object.keys(modules) }))
  return {
    gzip: chunks.reduce((bytes, { gzip }) => bytes + gzip, 0),
    modules: chunks.flatMap(({ modules }) => modules),
    chunks,
  }
}
