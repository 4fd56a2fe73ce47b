import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from '../../../src/cli/run'
import { writeNpy } from '../../../src/io/npy'
import { Random } from '../../../src/nn'
import { LacunaError } from '../../../src/errors'
import type { Scenario } from './faults'
import { watchFiles } from './files.mjs'

const random = new Random(1)
/** What has no lattice needs no adapter. */
const noise = writeNpy(
  Float32Array.from({ length: 128 * 128 }, () => 100 + random.normal()),
  [128, 128],
)

/** The files of one of these commands lie in `folder/in`, and what it writes in `folder/out`. */
const COMMANDS: Record<string, (folder: string) => string[]> = {
  detect: (folder) => ['detect', join(folder, 'in'), '--out', join(folder, 'out')],
  convert: (folder) => ['convert', join(folder, 'in/b.npy'), '--out', join(folder, 'out/b.tif')],
  simulate: (folder) => {
    const size = ['--width', '128', '--height', '128', '--defects', 'none']
    return ['simulate', ...size, '--out', join(folder, 'out')]
  },
}

/** A command of which a file call fails once: it ends with 0 and all files, or says in one line what to do, and leaves no part. */
export function commandOf(name: string): Scenario {
  return {
    name: `lacuna ${name}; a file call fails`,
    patience: 30,
    async run(faults) {
      const folder = mkdtempSync(join(tmpdir(), 'lacuna-faults-'))
      for (const part of ['in', 'out']) mkdirSync(join(folder, part))
      for (const file of ['a.npy', 'b.npy']) writeFileSync(join(folder, 'in', file), noise)
      const restore = watchFiles(folder, async (call, _path, part) => {
        if (!faults.meet(call)) return
        await part()
        throw Object.assign(new Error('injected'), { code: 'EIO' })
      })
      const work = ended(COMMANDS[name](folder)).finally(restore)
      return { work, harm: (error) => harm(folder, name, error) }
    },
  }
}

/** What it said, as an error where it did not end with 0. */
async function ended(argv: readonly string[]): Promise<void> {
  let said = ''
  const terminal = { stdout: () => {}, stderr: (text: string) => void (said += text), columns: undefined }
  const status = await run(argv, terminal, new AbortController().signal)
  const lines = said.split('\n').filter((line) => line.startsWith('lacuna: '))
  if (status === 0) return
  const isTyped = lines.length === 1 && !/\n\s+at /.test(said)
  throw isTyped ? new LacunaError('said', lines[0].replace('lacuna: ', '')) : new Error(said)
}

async function harm(folder: string, name: string, error: Error | null) {
  const out = () => readdirSync(join(folder, 'out')).sort()
  try {
    const left = out().filter((file) => file.startsWith('.'))
    await ended(COMMANDS[name](folder))
    const whole = out()
    const sizes = whole.map((file) => readFileSync(join(folder, 'out', file)).length)
    return {
      ...(error && left.length > 0 && { lost: `it leaves ${left.join(', ')}` }),
      ...(whole.length === 0 || sizes.includes(0) ? { lost: 'the next run does not mend it' } : {}),
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
