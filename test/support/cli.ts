import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { run } from '../../src/cli/run'

export interface Ran {
  status: number
  stdout: string
  stderr: string
}

/** Runs the command in this process, as if its output went to pipes. */
export async function lacuna(argv: readonly string[], signal = new AbortController().signal): Promise<Ran> {
  const ran = { status: -1, stdout: '', stderr: '' }
  const terminal = {
    stdout: (text: string) => void (ran.stdout += text),
    stderr: (text: string) => void (ran.stderr += text),
    columns: undefined,
  }
  ran.status = await run(argv, terminal, signal)
  return ran
}

/** A folder that is gone after the test. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lacuna-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
