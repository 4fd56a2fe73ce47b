import { defineConfig, type Plugin } from 'vite'
import { offline } from './scripts/lib/offline-plugin.mjs'
import { leanShaders } from './scripts/lib/vite-plugins.mjs'

/** The built page's own proof that nothing leaves the machine: the browser itself refuses every other origin. */
const POLICY = [
  "default-src 'none'",
  // HDF5's reader is WebAssembly; the page runs no other code than its own.
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

function contentSecurityPolicy(): Plugin {
  return {
    name: 'content-security-policy',
    // The development server needs inline scripts and a socket.
    apply: 'build',
    transformIndexHtml: () => [
      { tag: 'meta', attrs: { 'http-equiv': 'Content-Security-Policy', content: POLICY }, injectTo: 'head-prepend' },
    ],
  }
}

/** The page. Relative addresses, so that it can be served from any folder. */
export default defineConfig({
  base: './',
  publicDir: 'src/app/offline/public',
  plugins: [contentSecurityPolicy(), offline()],
  // The worker's dependencies too, or the first visit of a fresh clone would reload itself.
  optimizeDeps: {
    entries: [
      'index.html',
      'src/session/worker.ts',
      'src/session/reading/reading-worker.ts',
      'src/session/reproduction/reproduction-worker.ts',
      'src/session/simulation/simulation-worker.ts',
      'bench/browser/bench-worker.ts',
    ],
  },
  worker: { format: 'es', plugins: () => [leanShaders()] },
  build: {
    outDir: 'dist/app',
    target: 'es2022',
    modulePreload: { polyfill: false },
  },
})
