import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build, type Rolldown } from 'vite'

export interface Bundle {
  /** Bytes that a server sends. */
  gzip: number
  /** The modules that went into it, by path. */
  modules: string[]
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
    build: {
      write: false,
      target: 'es2022',
      rolldownOptions: { input: entry, preserveEntrySignatures: 'strict' },
    },
  })
  const { output: files } = output as Rolldown.RolldownOutput
  const chunks = files.filter((file) => file.type === 'chunk')
  return {
    gzip: chunks.reduce((bytes, { code }) => bytes + gzipSync(code, { level: 9 }).length, 0),
    modules: chunks.flatMap(({ modules }) => Object.keys(modules)),
  }
}
