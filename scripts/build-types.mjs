// The declarations of the package, beside its modules in dist/lib. Imports get the extension that Node's resolution asks for.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import ts from 'typescript'
import { entries } from './lib/entries.mjs'
import { root } from './lib/shell.mjs'

const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path))
const { options } = ts.convertCompilerOptionsFromJson(
  {
    ...config.compilerOptions,
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    // TypeScript takes package.json, which is imported for its version, for a source too.
    rootDir: '.',
    outDir: 'dist/types',
  },
  root,
)
/** Declares what a dependency leaves undeclared; no module imports it. */
const ambient = 'src/io/jpeg-decoder.d.ts'
/** How a source asks for WebGPU's types. */
const WEBGPU = '/// <reference types="@webgpu/types" preserve="true" />'
const program = ts.createProgram(
  [...entries, ambient].map((entry) => join(root, entry)),
  options,
)
const { diagnostics } = program.emit(undefined, write)
writeWebgpuTypes()
const problems = [...ts.getPreEmitDiagnostics(program), ...diagnostics]
if (problems.length > 0) {
  const host = {
    getCanonicalFileName: (/** @type {string} */ name) => name,
    getCurrentDirectory: () => root,
    getNewLine: () => '\n',
  }
  process.stderr.write(ts.formatDiagnostics(problems, host))
  process.exit(1)
}

/**
 * @param {string} path
 * @param {string} text
 */
function write(path, text) {
  const relative = path.slice(join(root, 'dist/types/src/').length)
  const target = join(root, 'dist/lib', relative)
  const source = join(root, 'src', relative)
  mkdirSync(dirname(target), { recursive: true })
  const extended = text
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
