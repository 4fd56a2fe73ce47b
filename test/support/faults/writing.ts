import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { foundBefore } from '../../../src/cli/found'
import { fileRecord, Output } from '../../../src/cli/output'
import type { FileRecord } from '../../../src/session/files/record'
import type { PeriodicResult } from '../../../src/session/detector'
import { resultFiles } from '../../../src/session/files/result-files'
import { micrograph, result } from '../result'
import type { Faults, Scenario } from './faults'
import { watchFiles } from './files.mjs'

/** A call fails, once; or it is the last that is begun, and all that comes after it is left undone: what a killed process leaves. */
type FileFault = 'fails' | 'is the last'

interface Written {
  found: PeriodicResult
  files: Map<string, Buffer>
}

/** Two searches of one micrograph, of which the second asks for another rate, and so writes other files under the same names. */
const [older, newer] = [0.01, 0.2].map((rate): Written => {
  const found = result({ rate })
  found.pictures.heat[0] = rate
  const contents: [string, Buffer][] = []
  const records: FileRecord[] = []
  for (const { name, content } of resultFiles('a', micrograph(), found)) {
    const bytes = Buffer.from(content(records))
    contents.push([name, bytes])
    records.push(fileRecord(name, bytes))
  }
  return { found, files: new Map(contents) }
})

async function write(folder: string, { files }: Written): Promise<void> {
  const output = Output.in(folder)
  for (const [name, content] of files) output.add(name, content)
  await output.commit()
}

/** What a search writes over an older one's files, where a call of the file system goes wrong. */
export function writing(fault: FileFault): Scenario {
  return {
    name: `writing a result over an older one; a file call ${fault}`,
    patience: 10,
    async run(faults) {
      const folder = mkdtempSync(join(tmpdir(), 'lacuna-faults-'))
      await write(folder, older)
      return { work: underFaults(folder, faults, fault), harm: (error) => harm(folder, error) }
    },
  }
}

async function underFaults(folder: string, faults: Faults, fault: FileFault): Promise<void> {
  let ended = false
  const failure = (code: string) => Object.assign(new Error(`injected ${code}`), { code })
  const restore = watchFiles(folder, async (call, _path, part) => {
    const now = faults.meet(call)
    if (ended) throw failure('ENOENT')
    if (!now) return
    ended = fault === 'is the last'
    await part()
    throw failure('ENOSPC')
  })
  try {
    await write(folder, newer)
  } finally {
    restore()
  }
}

/** Each file is the older or the newer, whole; what the next run takes as found is one of the two; that run mends it all. */
async function harm(folder: string, error: Error | null) {
  try {
    const now = new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]))
    const isOf = ({ files }: Written, name: string) => now.get(name)?.equals(files.get(name)!) === true
    const names = [...newer.files.keys()]
    const broken = names.filter((name) => !isOf(older, name) && !isOf(newer, name))
    const taken = [older, newer].filter(({ found }) => {
      return (
        foundBefore(
          { folder, name: 'a', perFrame: false, seeds: 1, withReport: false },
          found.circumstances.request,
        ) !== null
      )
    })
    const mixed = taken.filter((written) => !names.every((name) => isOf(written, name)))
    const missing = error === null && !names.every((name) => isOf(newer, name))
    await write(folder, newer)
    const after = names.every((name) => readFileSync(join(folder, name)).equals(newer.files.get(name)!))
    return {
      ...(broken.length > 0 && { lost: `neither old nor new: ${broken.join(', ')}` }),
      ...(missing && { lost: 'it said that it had written what is not there' }),
      ...(!after && { lost: 'the next run does not mend it' }),
      ...(mixed.length > 0 && { mixed: 'the next run takes files of two runs for one' }),
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
