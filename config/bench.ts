import { defineConfig } from 'vite'

/**
 * The bench suite as one ES module for Node, like the command: shaders are inlined, packages stay in node_modules but for
 * TensorFlow.js, whose gradients are in files that only a bundler can import.
 */
export default defineConfig({
  publicDir: false,
  ssr: { noExternal: [/^@tensorflow\//] },
  build: {
    ssr: 'bench/main.ts',
    target: 'node20',
    outDir: 'dist/bench',
    rolldownOptions: { output: { entryFileNames: 'bench.js' } },
  },
})
