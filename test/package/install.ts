import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { buildOnce } from '../support/build-once'

const root = join(import.meta.dirname, '../..')

/** Lacuna as it would be published. */
export interface Packed {
  tarball: string
  /** Every file in it. */
  files: string[]
}

/** Packs it, which takes all that is built of it: once for the tests that look at it. */
export async function packPackage(): Promise<Packed> {
  const folder = await buildOnce('package', (into) => {
    npm(root, 'run', '-s', 'prepack')
    writeFileSync(join(into, 'pack.json'), npm(root, 'pack', '--json', '--ignore-scripts', '--pack-destination', into))
  })
  const [{ filename, files }] = JSON.parse(readFileSync(join(folder, 'pack.json'), 'utf8')) as [
    { filename: string; files: { path: string }[] },
  ]
  return { tarball: join(folder, filename), files: files.map(({ path }) => path) }
}

export interface Installation {
  /** A folder with the package in its node_modules, and the examples beside it. */
  folder: string
  /** Every file of the packed package. */
  packed: string[]
  remove(): void
}

/**
 * Has npm install the packed Lacuna into an empty folder. No network is needed: what the package depends on is there already,
 * copied from this checkout, and npm is told to take nothing from elsewhere.
 */
export async function installPackage(): Promise<Installation> {
  const { tarball, files } = await packPackage()
  const folder = mkdtempSync(join(tmpdir(), 'lacuna-package-'))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  try {
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'somebody', private: true, type: 'module' }))
    for (const path of dependencies()) copy(path, folder)
    npm(folder, 'install', '--offline', '--ignore-scripts', '--no-audit', '--no-fund', tarball)
    // The optional peer, as someone who computes in Node would have installed it; 130 MB, so it is not copied.
    symlinkSync(join(root, 'node_modules/webgpu'), join(folder, 'node_modules/webgpu'))
    cpSync(join(root, 'examples'), join(folder, 'examples'), { recursive: true })
    return { folder, packed: files, remove }
  } catch (error) {
    remove()
    throw error
  }
}

/** Packages of this checkout, as somebody would have installed them beside Lacuna. */
export function link(folder: string, ...names: string[]): void {
  for (const name of names) {
    const place = join(folder, 'node_modules', name)
    mkdirSync(dirname(place), { recursive: true })
    symlinkSync(join(root, 'node_modules', name), place)
  }
}

function npm(cwd: string, ...args: string[]): string {
  const env = { ...process.env, NODE_ENV: 'production', npm_config_loglevel: 'error' }
  return execFileSync('npm', args, { cwd, env, encoding: 'utf8', shell: process.platform === 'win32' })
}

/** Places in node_modules of what the package needs at run time, as the lockfile has it. */
function dependencies(): string[] {
  const lockfile = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, Partial<Record<'dev' | 'devOptional' | 'optional' | 'peer', boolean>>>
  }
  return Object.entries(lockfile.packages)
    .filter(([path, { dev, devOptional, optional, peer }]) => path && !(dev || devOptional || optional || peer))
    .map(([path]) => path)
}

function copy(path: string, folder: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  cpSync(join(root, path), join(folder, path), { recursive: true })
}
