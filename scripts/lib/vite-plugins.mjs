import { readFileSync } from 'node:fs'

/**
 * Shaders without comments, indentation and spaces around signs, a third of their weight: what is shipped is for the GPU to read.
 * @returns {import('vite').Plugin}
 */
export function leanShaders() {
  return {
    name: 'lean-shaders',
    enforce: 'pre',
    load: (id) => (id.endsWith('.wgsl?raw') ? exported(leaner(readFileSync(id.slice(0, -4), 'utf8'))) : null),
  }
}

/**
 * WGSL has no string in which `//` could mean anything else. Of directives (`#read` and the like) the spaces stay; so do
 * those between two signs of arithmetic, which might make another sign together.
 * @param {string} shader
 */
function leaner(shader) {
  const lines = shader.split('\n').map((line) => line.replace(/\/\/.*/, '').trim())
  return lines
    .map((line) => (line.startsWith('#') ? line : tightened(line)))
    .filter((line) => line !== '')
    .join('\n')
}

/** @param {string} line */
function tightened(line) {
  return line
    .replace(/ *([=,;:{}()[\]]) *(?![=])/g, '$1')
    .replace(/(?<=[\w)\]]) *(\|\||&&|<<|>>|[-+*/%<>&|^]=?) *(?=[\w(])/g, '$1')
}

/** @param {string} text */
function exported(text) {
  return `export default ${JSON.stringify(text)}`
}

/**
 * A worker made of text cannot import what lies beside it, but by an address; its name is that of the file it came in.
 * @returns {import('vite').Plugin}
 */
export function hdf5Beside() {
  const address = "import(/* @vite-ignore */ new URL('lacuna-hdf5.js', self.name).href)"
  return {
    name: 'hdf5-beside',
    transform: (code, id) =>
      id.endsWith('/io/hdf5/library.ts')
        ? { code: code.replace(/import\(['"]h5wasm['"]\)/, address), map: null }
        : null,
  }
}

/**
 * Vite has a worker made of text revoke its own address at once; ours starts further workers by it, which read files.
 * @returns {import('vite').Plugin}
 */
export function lastingAddress() {
  return {
    name: 'lasting-address',
    enforce: 'post',
    transform: (code, id) =>
      id.includes('worker&inline')
        ? { code: code.replace(/(['"])URL\.revokeObjectURL\(import\.meta\.url\);\1,/, ''), map: null }
        : null,
  }
}
