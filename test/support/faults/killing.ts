import { spawn } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Faults, Scenario } from './faults'

const hook = join(import.meta.dirname, 'kill-at.mjs')

/** Which of two runs: each writes other files under the same names. */
const DOSES = { older: '1000', newer: '2000' }

/** The command, whose script this is, killed at each of its calls of the file system, half of what is then written being there. */
export function killing(script: string): Scenario {
  let prepared: Promise<string> | undefined
  const prepare = async () => {
    const folder = mkdtempSync(join(tmpdir(), 'lacuna-faults-'))
    process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
    for (const which of ['older', 'newer'] as const) await simulate(script, join(folder, which), which)
    return folder
  }
  return {
    name: 'lacuna simulate; killed at a file call',
    patience: 60,
    async run(faults) {
      const whole = await (prepared ??= prepare())
      const folder = mkdtempSync(join(tmpdir(), 'lacuna-faults-'))
      const out = join(folder, 'out')
      cpSync(join(whole, 'older'), out, { recursive: true })
      const work = simulate(script, out, 'newer', faults)
      return { work, harm: () => harm({ script, whole, folder, out }) }
    },
  }
}

/** Resolves when it has ended, however. */
async function simulate(script: string, out: string, which: keyof typeof DOSES, faults?: Faults): Promise<void> {
  const count = `${out}.count`
  const size = ['--width', '128', '--height', '128', '--defects', 'none']
  const argv = ['--import', hook, script, 'simulate', ...size, '--dose', DOSES[which], '--out', out]
  const FAULTS = { FAULT_AT: String(faults?.at ?? -1), FAULT_MARK: out, FAULT_COUNT: count }
  const child = spawn(process.execPath, argv, { stdio: 'ignore', env: { ...process.env, ...FAULTS } })
  await new Promise((resolve, reject) => child.on('close', resolve).on('error', reject))
  if (faults?.at === -1) for (let n = Number(readFileSync(count, 'utf8')); n > 0; n--) faults.meet('a file call')
}

/** Every file is the older or the newer, whole, and the next run mends it all, parts that were left included. */
async function harm({ script, whole, folder, out }: Record<'script' | 'whole' | 'folder' | 'out', string>) {
  const read = (from: string, name: string) => readFileSync(join(from, name), 'latin1')
  const names = readdirSync(join(whole, 'newer'))
  const isOf = (which: keyof typeof DOSES) => (name: string) => {
    try {
      return read(out, name) === read(join(whole, which), name)
    } catch {
      return false
    }
  }
  try {
    const broken = names.filter((name) => !isOf('older')(name) && !isOf('newer')(name))
    await simulate(script, out, 'newer')
    const mended = names.every(isOf('newer'))
    const left = readdirSync(out).filter((name) => name.startsWith('.'))
    return {
      ...(broken.length > 0 && { lost: `neither old nor new: ${broken.join(', ')}` }),
      ...(!mended && { lost: 'the next run does not mend it' }),
      ...(left.length > 0 && { mixed: `parts are left: ${left.join(', ')}` }),
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
