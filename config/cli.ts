import { defineConfig } from 'vite'

/**
 * The command as ES modules for Node, and beside it the thread that reads files: dependencies stay in node_modules, shaders are
 * inlined.
 */
export default defineConfig({
  publicDir: false,
  build: {
    ssr: true,
    target: 'node20',
    outDir: 'dist/cli',
    rolldownOptions: {
      input: { lacuna: 'src/cli/main.ts', 'node-worker': 'src/session/reading/node-worker.ts' },
      output: { entryFileNames: '[name].js', chunkFileNames: '[name].js', banner: '#!/usr/bin/env node' },
    },
  },
})
