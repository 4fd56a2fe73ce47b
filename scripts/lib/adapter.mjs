import * as apt from './apt.mjs'
import { capture } from './shell.mjs'

/** The oldest Mesa whose lavapipe Dawn accepts. */
const mesaNeeded = [23, 1]

/**
 * Makes sure that Dawn finds an adapter in Node; ends the process with one line when it cannot. A GPU or lavapipe is
 * taken as it is. SwiftShader would do, but is several times slower: it is kept only where lavapipe cannot be had.
 */
export function ensureAdapter() {
  let adapter = probe()
  if (isFast(adapter)) return
  if (process.platform === 'linux' && apt.canInstall) {
    process.stderr.write('No GPU: installing a Vulkan software adapter …\n')
    installLavapipe()
    adapter = probe()
  }
  if (adapter) return
  process.stderr.write(
    process.platform === 'linux'
      ? 'No WebGPU adapter: install a Vulkan loader and driver (Debian, Ubuntu: libvulkan1 mesa-vulkan-drivers, Mesa ≥ 23.1)\n'
      : 'No WebGPU adapter: update the graphics driver\n',
  )
  process.exit(1)
}

/** @param {GPUAdapterInfo | null} adapter */
function isFast(adapter) {
  return adapter !== null && adapter.architecture !== 'swiftshader'
}

function installLavapipe() {
  const packages = ['libvulkan1', 'mesa-vulkan-drivers']
  const [major = 0, minor = 0] = apt.candidate('mesa-vulkan-drivers')
  const recent = major > mesaNeeded[0] || (major === mesaNeeded[0] && minor >= mesaNeeded[1])
  const done = recent ? apt.install(packages) : apt.installFromBackports(packages)
  // Even where lavapipe is out of reach, the loader lets SwiftShader run.
  if (!done) apt.install(['libvulkan1'])
}

/**
 * In a process of its own, because what Vulkan loads stays loaded.
 * @returns {GPUAdapterInfo | null}
 */
function probe() {
  const answer = capture(process.execPath, ['scripts/probe-adapter.mjs'])
  return answer ? JSON.parse(answer) : null
}
