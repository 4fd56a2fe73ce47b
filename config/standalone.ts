import { fileURLToPath } from 'node:url'
import { defineConfig, type Plugin } from 'vite'
import { hdf5Beside, lastingAddress, leanShaders } from '../scripts/lib/vite-plugins.mjs'

const path = (relative: string) => fileURLToPath(new URL(`../${relative}`, import.meta.url))

/** The table of space groups likewise: the page has its file's own address. */
function spaceGroupsBeside(): Plugin {
  const own = 'besideAddress(import.meta.url)'
  const address = `import(/* @vite-ignore */ new URL('lacuna-space-groups.js', ${own}).href)`
  return {
    name: 'space-groups-beside',
    transform: (code, id) =>
      id.endsWith('/stem/cif/space-group.ts')
        ? {
            code: `import { besideAddress } from '${path('src/session/beside-address.ts')}';${code.replace(/import\(['"]@chemistry\/space-groups['"]\)/, address)}`,
            map: null,
          }
        : null,
  }
}

/**
 * `lacuna.js`: the elements with their worker in one file, for `<script type="module">`. With the first HDF5 file it loads
 * `lacuna-hdf5.js` from beside itself, with the first CIF that lists no operators `lacuna-space-groups.js`.
 */
export default defineConfig({
  publicDir: false,
  resolve: {
    alias: [
      { find: /^.*\/session\/start$/, replacement: path('src/session/start-inline.ts') },
      { find: /^.*\/reading\/start$/, replacement: path('src/session/reading/start-within.ts') },
    ],
  },
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
