import { defineConfig } from 'vite'

/** The command as one ES module for Node: dependencies stay in node_modules, shaders are inlined. */
export default defineConfig({
  publicDir: false,
  build: {
    ssr: 'src/cli/main.ts',
    target: 'node20',
    outDir: 'dist/cli',
    rolldownOptions: { output: { entryFileNames: 'lacuna.js', banner: '#!/usr/bin/env node', codeSplitting: false } },
  },
})
