import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

/** The HDF5 reader for those who use `lacuna.js`: one file that lies beside it. */
export default defineConfig({
  publicDir: false,
  build: {
    outDir: 'dist/standalone',
    emptyOutDir: false,
    target: 'es2022',
    modulePreload: false,
    chunkSizeWarningLimit: 5000,
    rolldownOptions: {
      input: { 'lacuna-hdf5': fileURLToPath(import.meta.resolve('h5wasm')) },
      preserveEntrySignatures: 'strict',
      output: { entryFileNames: '[name].js' },
    },
  },
})
