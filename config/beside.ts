import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

/** What those who use `lacuna.js` need for some files: the HDF5 reader and the space groups, a file each that lies beside it. */
export default defineConfig({
  publicDir: false,
  build: {
    outDir: 'dist/standalone',
    emptyOutDir: false,
    target: 'es2022',
    modulePreload: false,
    chunkSizeWarningLimit: 5000,
    rolldownOptions: {
      input: {
        'lacuna-hdf5': fileURLToPath(import.meta.resolve('h5wasm')),
        'lacuna-space-groups': fileURLToPath(import.meta.resolve('@chemistry/space-groups')),
      },
      preserveEntrySignatures: 'strict',
      output: { entryFileNames: '[name].js' },
    },
  },
})
