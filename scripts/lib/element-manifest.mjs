import { readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { create, ts } from '@custom-elements-manifest/analyzer/index.js'
import { litPlugin } from '@custom-elements-manifest/analyzer/src/features/framework-plugins/lit/lit.js'
import { root } from './shell.mjs'

/**
 * The custom elements manifest of the package: the public half of the classes that `lacuna/element` exports, as their
 * JSDoc describes them.
 * @returns {import('custom-elements-manifest/schema').Package}
 */
export function elementManifest() {
  const entry = 'src/app/element.ts'
  const modules = publicModules(entry).map((path) =>
    ts.createSourceFile(path, readFileSync(join(root, path), 'utf8'), ts.ScriptTarget.Latest, true),
  )
  const manifest = create({ modules, plugins: litPlugin(), context: { dev: false } })
  for (const module of manifest.modules) {
    for (const declaration of module.declarations ?? []) {
      if (declaration.kind === 'class') declaration.members = declaration.members?.filter(isPublic)
    }
  }
  return JSON.parse(JSON.stringify(manifest), (key, value) =>
    key === 'path' || key === 'module' ? built(value) : value,
  )
}

/**
 * @param {string} entry
 * @returns {string[]} the modules that it exports classes from
 */
function publicModules(entry) {
  const text = readFileSync(join(root, entry), 'utf8')
  const specifiers = [...text.matchAll(/^export \{.*\} from '(.*)'/gm)].map(([, specifier]) => specifier)
  return specifiers.map((specifier) => `${posix.join(dirname(entry), specifier)}.ts`)
}

/** @param {import('custom-elements-manifest/schema').ClassMember} member */
function isPublic({ name, privacy, static: isStatic }) {
  return privacy === undefined && !isStatic && !name.startsWith('#')
}

/** @param {string} source */
function built(source) {
  return source.replace(/^\/?src\/(.*)\.ts$/, 'dist/lib/$1.js')
}
