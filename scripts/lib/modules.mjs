import { ensureInstalled } from './install.mjs'
import { root } from './shell.mjs'

/**
 * Runs `use` with a loader of this project's TypeScript modules, by their path from its root: they load others, such as the
 * adapter's, while they run. Installs the packages first if need be, and works in the root from then on.
 * @param {(load: (path: string) => Promise<unknown>) => Promise<unknown>} use
 */
export async function withModules(use) {
  ensureInstalled()
  process.chdir(root)
  const { createServer } = await import('vite')
  const server = await createServer({
    configFile: false,
    appType: 'custom',
    logLevel: 'error',
    optimizeDeps: { noDiscovery: true },
    server: { middlewareMode: true, ws: false, watch: null },
  })
  try {
    await use((path) => server.ssrLoadModule(path))
  } finally {
    await server.close()
  }
}
