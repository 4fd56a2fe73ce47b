import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'
import { lastingAddress, leanShaders } from '../scripts/lib/vite-plugins.mjs'

const path = (relative: string) => fileURLToPath(new URL(`../${relative}`, import.meta.url))

/**
 * The element for notebooks: one module with the worker inside, as anywidget hands a widget over as text. It opens pixels and no
 * files, so the HDF5 reader stays out.
 */
export default defineConfig({
  publicDir: false,
  resolve: {
    alias: [
      { find: /^.*\/session\/start$/, replacement: path('src/session/start-inline.ts') },
      { find: /^.*\/reading\/start$/, replacement: path('src/session/reading/start-within.ts') },
      { find: 'h5wasm', replacement: path('python/widget/no-hdf5.ts') },
    ],
  },
  plugins: [lastingAddress()],
  worker: {
    format: 'es',
    plugins: () => [leanShaders()],
    rolldownOptions: { output: { codeSplitting: false } },
  },
  build: {
    outDir: 'python/src/lacuna_stem/static',
    target: 'es2022',
    modulePreload: false,
    rolldownOptions: {
      input: { widget: path('python/widget/widget.ts') },
      preserveEntrySignatures: 'strict',
      output: { entryFileNames: '[name].js', codeSplitting: false },
    },
  },
})
