import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { build } from 'vite'
import { inject } from 'vitest'
import { buildOnce } from './build-once'

const root = join(import.meta.dirname, '../..')

/** Builds the command as it is shipped: for what only a process of its own shows. */
export async function buildCommand(): Promise<void> {
  await buildOnce('command', async (outDir) => {
    await build({ configFile: join(root, 'config/cli.ts'), root, logLevel: 'error', build: { outDir } })
  })
}

export interface Ended {
  status: number | null
  stdout: string
  stderr: string
}

interface Running {
  pid: number
  ended: Promise<Ended>
}

interface Surroundings {
  env?: Record<string, string>
  /** What stands before the script, such as `--require`. */
  node?: readonly string[]
  cwd?: string
  /** A command line of the shell's, in which `"$@"` is the command. */
  shell?: string
}

/** Starts the command that `buildCommand` has built. */
export function start(argv: readonly string[], { env = {}, node = [], cwd, shell }: Surroundings = {}): Running {
  const command = [process.execPath, ...node, join(inject('builds'), 'command/lacuna.js'), ...argv]
  const [program, ...rest] = shell ? ['/bin/sh', '-c', shell, 'sh', ...command] : command
  const child = spawn(program, rest, { env: { ...process.env, ...env }, ...(cwd && { cwd }) })
  const told = { stdout: '', stderr: '' }
  child.stdout.on('data', (data: Buffer) => (told.stdout += data.toString()))
  child.stderr.on('data', (data: Buffer) => (told.stderr += data.toString()))
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (status) => resolve({ status, ...told }))
  })
  return { pid: child.pid!, ended }
}

export function command(argv: readonly string[], surroundings?: Surroundings): Promise<Ended> {
  return start(argv, surroundings).ended
}
