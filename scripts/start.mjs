// npm start: installs if needed, serves the app and prints its address. Options: --port N, --no-open
import { parseArgs } from 'node:util'
import { ensureInstalled } from './lib/install.mjs'
import { root } from './lib/shell.mjs'

const { values } = parseArgs({ options: { port: { type: 'string' }, 'no-open': { type: 'boolean' } } })
const port = values.port === undefined ? undefined : Number(values.port)
if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65536)) {
  process.stderr.write(`--port is '${values.port}'; it must be a number from 1 to 65535\n`)
  process.exit(2)
}

ensureInstalled()
const { createServer } = await import('vite')
// A port that was asked for is that port or an error; otherwise the next free one.
const server = await createServer({ root, server: { port, strictPort: port !== undefined } })
await server.listen()
server.printUrls()
if (!values['no-open'] && hasDisplay()) server.openBrowser()

function hasDisplay() {
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)
}
