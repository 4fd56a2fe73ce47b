import { fileURLToPath } from 'node:url'
import { defineConfig, type Plugin } from 'vite'
import { lastingAddress, leanShaders } from '../scripts/lib/vite-plugins.mjs'

const path = (relative: string) => fileURLToPath(new URL(`../${relative}`, import.meta.url))

/** A worker made of text cannot import what lies beside it, but by an address; its name is that of the file it came in. */
function hdf5Beside(): Plugin {
  const address = "import(/* @vite-ignore */ new URL('lacuna-hdf5.js', self.name).href)"
  return {
    name: 'hdf5-beside',
    transform: (code, id) =>
      id.endsWith('/io/hdf5/library.ts')
        ? { code: code.replace(/import\(['"]h5wasm['"]\)/, address), map: null }
        : null,
  }
}

/** The table of space groups likewise: the page has its file's own address. */
function spaceGroupsBeside(): Plugin {
  const address = "import(/* @vite-ignore */ new URL('lacuna-space-groups.js', import.meta.url).href)"
  return {
    name: 'space-groups-beside',
    transform: (code, id) =>
      id.endsWith('/stem/cif/space-group.ts')
        ? { code: code.replace(/import\(['"]@chemistry\/space-groups['"]\)/, address), map: null }
        : null,
  }
}

/**
 * `lacuna.js`: the elements with their worker in one file, for `<script type="module">`. With the first HDF5 file it loads
 * `lacuna-hdf5.js` from beside itself, with the first CIF that lists no operators `lacuna-space-groups.js`.
 */
export default defineConfig({
  publicDir: false,
  resolve: { alias: [{ find: /^.*\/session\/start$/, replacement: path('src/session/start-inline.ts') }] },
  plugins: [spaceGroupsBeside(), lastingAddress()],
  worker: {
    format: 'es',
    plugins: () => [hdf5Beside(), leanShaders()],
    rolldownOptions: { output: { codeSplitting: false } },
  },
  build: {
    outDir: 'dist/standalone',
    target: 'es2022',
    modulePreload: false,
    rolldownOptions: {
      input: { lacuna: path('src/app/element.ts') },
      preserveEntrySignatures: 'strict',
      output: { entryFileNames: '[name].js', codeSplitting: false },
    },
  },
})
