import { defineConfig, type Plugin } from 'vite'
import { entries } from '../scripts/lib/entries.mjs'
import { leanShaders } from '../scripts/lib/vite-plugins.mjs'

/** The worker is started by an address that bundlers know how to follow; built, the file it names is JavaScript. */
function workerAddress(): Plugin {
  return {
    name: 'worker-address',
    transform: (code, id) =>
      /\/(session|reading)\/start\.ts$/.test(id)
        ? { code: code.replace(/(\.\/[a-z-]*worker)\.ts/, '$1.js'), map: null }
        : null,
  }
}

/**
 * The package: one module a source file, so that whoever imports a part gets that part. Built as for a server, because
 * then dependencies stay imports and the worker's address stays as it is for the embedder's own bundler.
 */
export default defineConfig({
  publicDir: false,
  plugins: [workerAddress(), leanShaders()],
  build: {
    ssr: true,
    target: 'es2022',
    outDir: 'dist/lib',
    rolldownOptions: {
      input: entries,
      output: { preserveModules: true, preserveModulesRoot: 'src', entryFileNames: '[name].js' },
    },
  },
})
