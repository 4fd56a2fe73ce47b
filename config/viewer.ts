import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'
import { hdf5Beside, lastingAddress } from '../scripts/lib/vite-plugins.mjs'

const path = (relative: string) => fileURLToPath(new URL(`../${relative}`, import.meta.url))

/**
 * `viewer.js`: the viewer and the table of detections in one file, with the worker that reads files. With the first HDF5 file it loads
 * `lacuna-hdf5.js` from beside itself.
 */
export default defineConfig({
  publicDir: false,
  resolve: {
    alias: [{ find: /^.*\/reading\/start$/, replacement: path('src/session/reading/start-inline.ts') }],
  },
  plugins: [lastingAddress()],
  worker: {
    format: 'es',
    plugins: () => [hdf5Beside()],
    rolldownOptions: { output: { codeSplitting: false } },
  },
  build: {
    outDir: 'dist/standalone',
    emptyOutDir: false,
    target: 'es2022',
    modulePreload: false,
    rolldownOptions: {
      input: { viewer: path('src/app/viewer/index.ts') },
      preserveEntrySignatures: 'strict',
      output: { entryFileNames: '[name].js', codeSplitting: false },
    },
  },
})
