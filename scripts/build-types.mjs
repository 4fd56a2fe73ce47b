// The declarations of the package, beside its modules in dist/lib. Imports get the extension that Node's resolution asks for.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { entries } from './lib/entries.mjs'
import { root, run } from './lib/shell.mjs'

/** Declares what a dependency leaves undeclared; no module imports it. */
const ambient = 'src/io/jpeg-decoder.d.ts'
/** How a source asks for WebGPU's types. */
const WEBGPU = '/// <reference types="@webgpu/types" preserve="true" />'
/** Where the compiler puts them, with its project: TypeScript takes package.json, which is imported for its version, for a source too. */
const types = join(root, 'dist/types')

const project = {
  extends: '../../tsconfig.json',
  compilerOptions: {
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    rootDir: '../..',
    outDir: '.',
  },
  include: [],
  files: [...entries, ambient].map((entry) => join(root, entry)),
}
rmSync(types, { recursive: true, force: true })
mkdirSync(types, { recursive: true })
writeFileSync(join(types, 'tsconfig.json'), JSON.stringify(project))
// The compiler that is a program of its own takes a sixth of the time of the one in JavaScript.
const succeeded = run(process.execPath, ['node_modules/typescript-7/bin/tsc', '-p', types])
if (succeeded) {
  const written = readdirSync(join(types, 'src'), { recursive: true, encoding: 'utf8' })
  for (const path of written.filter((name) => name.endsWith('.d.ts'))) write(path)
  writeWebgpuTypes()
}
rmSync(types, { recursive: true, force: true })
process.exit(succeeded ? 0 : 1)

/** @param {string} relative a declaration, from `src` */
function write(relative) {
  const target = join(root, 'dist/lib', relative)
  const source = join(root, 'src', relative)
  mkdirSync(dirname(target), { recursive: true })
  const extended = readFileSync(join(types, 'src', relative), 'utf8')
    .replace(WEBGPU, "import type {} from '#webgpu-types';")
    .replace(
      /((?:\bfrom|\bimport|\bimport\()\s*['"])(\.{1,2}\/[^'"]+)(?=['"])/g,
      (_, before, specifier) => before + withExtension(source, specifier),
    )
  writeFileSync(target, extended)
}

/**
 * TypeScript has WebGPU's types in its DOM from version 6 on, where those of the package would be there twice. `imports` of
 * package.json takes one file or the other, by the version that reads it.
 */
function writeWebgpuTypes() {
  writeFileSync(join(root, 'dist/lib/webgpu-from-package.d.ts'), `${WEBGPU}\nexport {};\n`)
  writeFileSync(join(root, 'dist/lib/webgpu-from-dom.d.ts'), 'export {};\n')
}

/**
 * @param {string} source the file that imports
 * @param {string} specifier as it is written there
 */
function withExtension(source, specifier) {
  const path = resolve(dirname(source), specifier)
  return existsSync(`${path}.ts`) ? `${specifier}.js` : `${specifier}/index.js`
}
