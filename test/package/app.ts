import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Manifest } from 'vite'

/** The built page, as files below assets/. */
export interface BuiltApp {
  /** All that a browser loads for these modules, with what they import and their style, but not what they import later. */
  loads(...modules: string[]): string[]
  named(pattern: RegExp): string[]
  /** Bytes that a server sends. */
  weight(names: readonly string[]): number
}

export function builtApp(folder: string): BuiltApp {
  const manifest = JSON.parse(readFileSync(join(folder, '.vite/manifest.json'), 'utf8')) as Manifest
  const assets = join(folder, 'assets')
  return {
    loads(...modules) {
      const found = new Set<string>()
      const follow = (module: string) => {
        const { file, imports = [], css = [] } = manifest[module]
        if (found.has(basename(file))) return
        for (const name of [file, ...css]) found.add(basename(name))
        imports.forEach(follow)
      }
      modules.forEach(follow)
      return [...found]
    },
    named: (pattern) => readdirSync(assets).filter((name) => pattern.test(name)),
    weight: (names) =>
      names.reduce((bytes, name) => bytes + gzipSync(readFileSync(join(assets, name)), { level: 9 }).length, 0),
  }
}
