import { existsSync, readdirSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DeviceError } from '../errors'

/**
 * Which Vulkan driver Dawn gets in Node on Linux. (macOS and Windows have Metal and Direct3D, and nothing to choose.)
 *
 * The Vulkan loader reads VK_DRIVER_FILES whenever an instance is made, so a choice takes effect for every Dawn
 * instance created (`create([])`) after it, and one that yields no adapter can be followed by another.
 *
 * With a GPU the loader's own list is right. Without one it is not enough: on such a machine the list may hold drivers
 * that fail, or a lavapipe too old for Dawn (Mesa < 23.1), and never holds the SwiftShader that comes with Chromium.
 * lavapipe goes before SwiftShader because it is several times faster. LACUNA_ADAPTER asks for one of them.
 */
const drivers = ['system', 'lavapipe', 'swiftshader'] as const

type Driver = (typeof drivers)[number]

/** Set by the user, this says which driver files to use; it is never overruled. */
const chosenByUser = process.env.VK_DRIVER_FILES ?? process.env.VK_ICD_FILENAMES

/**
 * Calls `open`, which creates a Dawn instance, with one driver after another until it returns something: the way to an
 * adapter on a machine about which nothing is known. Resolves to null when no driver gave one.
 */
export async function withVulkanDriver<T>(open: () => Promise<T | null>): Promise<T | null> {
  for (const driver of driversToTry()) {
    useDriver(driver)
    const opened = await open()
    if (opened) return opened
  }
  return null
}

function driversToTry(): Driver[] {
  if (process.platform !== 'linux' || chosenByUser !== undefined) return ['system']
  const wanted = process.env.LACUNA_ADAPTER || 'auto'
  if (wanted !== 'auto') return [requireDriver(wanted)]
  const software = (['lavapipe', 'swiftshader'] as const).filter((driver) => driverFile(driver) !== null)
  return hasGpuNode() ? ['system', ...software] : [...software, 'system']
}

function useDriver(driver: Driver): void {
  if (chosenByUser !== undefined) return
  const file = driverFile(driver)
  if (file === null) delete process.env.VK_DRIVER_FILES
  else process.env.VK_DRIVER_FILES = file
}

/** The kernel's device nodes for GPUs (DRM render nodes, NVIDIA's own, WSL's): without any, no hardware driver works. */
export function hasGpuNode(): boolean {
  return (
    existsSync('/dev/nvidia0') || existsSync('/dev/dxg') || list('/dev/dri').some((name) => name.startsWith('renderD'))
  )
}

function requireDriver(name: string): Driver {
  const driver = drivers.find((known) => known === name)
  if (!driver) throw new DeviceError('no-driver', `LACUNA_ADAPTER is '${name}'; it can be auto, ${drivers.join(', ')}`)
  if (driver === 'system' || driverFile(driver) !== null) return driver
  const origin = driver === 'lavapipe' ? "Mesa's Vulkan drivers (Debian: mesa-vulkan-drivers)" : 'Chromium'
  throw new DeviceError('no-driver', `LACUNA_ADAPTER is '${driver}', which is not here: install ${origin}`)
}

/** Whether a software adapter can be asked for by name. */
export function isInstalled(driver: 'lavapipe' | 'swiftshader'): boolean {
  return driverFile(driver) !== null
}

function driverFile(driver: Driver): string | null {
  const files = { system: () => [], lavapipe: lavapipeFiles, swiftshader: swiftshaderFiles }[driver]()
  return files.find((file) => existsSync(file)) ?? null
}

/** `lvp_icd.json`, or with the architecture in its name. */
function lavapipeFiles(): string[] {
  return ['/usr/share/vulkan/icd.d', '/usr/local/share/vulkan/icd.d', '/etc/vulkan/icd.d'].flatMap((folder) =>
    list(folder)
      .filter((name) => /^lvp_icd.*\.json$/.test(name) && fitsArchitecture(name))
      .map((name) => join(folder, name)),
  )
}

/** A multi-architecture system has one driver file for each; only our own can be loaded. */
function fitsArchitecture(name: string): boolean {
  const named = /^lvp_icd\.(\w+)\.json$/.exec(name)?.[1]
  const ours = { x64: 'x86_64', arm64: 'aarch64', ia32: 'i686' }[process.arch as string] ?? process.arch
  return named === undefined || named === ours
}

/** Every Chromium has a SwiftShader beside its executable. */
function swiftshaderFiles(): string[] {
  const folders = ['/usr/lib/chromium', '/usr/lib/chromium-browser', '/opt/google/chrome', '/opt/chromium.org/chromium']
  const browser = process.env.CHROME_PATH
  if (browser && existsSync(browser)) folders.unshift(dirname(realpathSync(browser)))
  return folders.map((folder) => join(folder, 'vk_swiftshader_icd.json'))
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder).sort()
  } catch {
    return []
  }
}
