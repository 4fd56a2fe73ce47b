import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { DeviceError } from '../../../src/errors'

/** The files of a machine, by path. */
const machine = vi.hoisted(() => new Set<string>())

vi.mock('node:fs', () => ({
  existsSync: (path: string) => machine.has(path),
  realpathSync: (path: string) => path,
  readdirSync: (folder: string) => {
    const names = [...machine]
      .filter((path) => path.startsWith(`${folder}/`))
      .map((path) => path.slice(folder.length + 1))
    if (names.length === 0) throw new Error('ENOENT')
    return names
  },
}))

const LAVAPIPE = '/usr/share/vulkan/icd.d/lvp_icd.json'
const SWIFTSHADER = '/usr/lib/chromium/vk_swiftshader_icd.json'
const GPU = '/dev/dri/renderD128'

/** The module as a new process would see it: it reads the user's choice of driver files when it is loaded. */
async function drivers(...files: string[]) {
  machine.clear()
  files.forEach((file) => machine.add(file))
  vi.resetModules()
  return import('../../../src/kernels/node-icd')
}

/** The driver files in force at each attempt to open an adapter, when only attempt `works` succeeds. */
async function attempts(files: string[], works = Infinity): Promise<(string | undefined)[]> {
  const { withVulkanDriver } = await drivers(...files)
  const tried: (string | undefined)[] = []
  await withVulkanDriver(() => Promise.resolve(tried.push(process.env.VK_DRIVER_FILES) > works ? 'an adapter' : null))
  return tried
}

beforeEach(() => {
  vi.stubGlobal('process', { ...process, platform: 'linux', arch: 'x64', env: { ...process.env } })
  for (const name of ['LACUNA_ADAPTER', 'VK_DRIVER_FILES', 'VK_ICD_FILENAMES', 'CHROME_PATH']) delete process.env[name]
})

afterEach(() => vi.unstubAllGlobals())

describe('which Vulkan driver Node gets', () => {
  it('the system’s own first where there is a GPU, then the software ones', async () => {
    expect(await attempts([GPU, LAVAPIPE, SWIFTSHADER])).toEqual([undefined, LAVAPIPE, SWIFTSHADER])
  })

  it('a software one first where there is none, lavapipe before SwiftShader', async () => {
    expect(await attempts([LAVAPIPE, SWIFTSHADER])).toEqual([LAVAPIPE, SWIFTSHADER, undefined])
  })

  it('none after the one that works', async () => {
    expect(await attempts([LAVAPIPE, SWIFTSHADER], 1)).toEqual([LAVAPIPE, SWIFTSHADER])
  })

  it('the lavapipe for this processor, of several', async () => {
    const folder = '/usr/share/vulkan/icd.d/'
    const [other, ours] = [`${folder}lvp_icd.i686.json`, `${folder}lvp_icd.x86_64.json`]
    expect(await attempts([other, ours])).toEqual([ours, undefined])
  })

  it('the SwiftShader beside the browser that is named', async () => {
    process.env.CHROME_PATH = '/opt/my/chrome'
    const own = '/opt/my/vk_swiftshader_icd.json'
    expect(await attempts(['/opt/my/chrome', own, SWIFTSHADER])).toEqual([own, undefined])
  })

  it.each([
    ['swiftshader', SWIFTSHADER],
    ['lavapipe', LAVAPIPE],
    ['system', undefined],
  ])('%s, and no other, when LACUNA_ADAPTER names it', async (name, file) => {
    process.env.LACUNA_ADAPTER = name
    expect(await attempts([GPU, LAVAPIPE, SWIFTSHADER])).toEqual([file])
  })

  it('the files that the user chose for Vulkan, whatever they are', async () => {
    process.env.VK_DRIVER_FILES = '/my/icd.json'
    expect(await attempts([LAVAPIPE, SWIFTSHADER])).toEqual(['/my/icd.json'])
  })

  it('its own choice elsewhere than on Linux', async () => {
    Object.assign(process, { platform: 'darwin' })
    expect(await attempts([LAVAPIPE])).toEqual([undefined])
  })

  it.each([
    ['metal', "LACUNA_ADAPTER is 'metal'; it can be auto, system, lavapipe, swiftshader"],
    ['lavapipe', 'which is not here: install Mesa'],
    ['swiftshader', 'which is not here: install Chromium'],
  ])('an error for LACUNA_ADAPTER=%s that cannot be had', async (name, message) => {
    process.env.LACUNA_ADAPTER = name
    const outcome = await attempts([]).catch((error: unknown) => error)
    // The class of another instance of the module, since modules were reset.
    expect(outcome).toMatchObject({ name: DeviceError.name, code: 'no-driver' })
    expect((outcome as Error).message).toContain(message)
  })
})

describe('what a machine has', () => {
  it('a GPU, by its device node', async () => {
    for (const node of [GPU, '/dev/nvidia0', '/dev/dxg']) expect((await drivers(node)).hasGpuNode()).toBe(true)
    expect((await drivers('/dev/dri/card0')).hasGpuNode()).toBe(false)
  })

  it('a software adapter, by its driver file', async () => {
    const { isInstalled } = await drivers(LAVAPIPE)
    expect([isInstalled('lavapipe'), isInstalled('swiftshader')]).toEqual([true, false])
  })
})
