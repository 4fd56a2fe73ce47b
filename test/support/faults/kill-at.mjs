// node --import …/kill-at.mjs: kills its process at the file call that FAULT_AT counts to, of those about paths with FAULT_MARK in
// them, half of what is then written being there; at the end FAULT_COUNT holds how many there were.
import { writeFileSync } from 'node:fs'
import { watchFiles } from './files.mjs'

const { FAULT_AT, FAULT_MARK = '', FAULT_COUNT = '' } = process.env
let calls = 0
watchFiles(FAULT_MARK, async (_call, _path, part) => {
  if (calls++ !== Number(FAULT_AT)) return
  await part()
  process.kill(process.pid, 'SIGKILL')
  await new Promise(() => {})
})
process.on('exit', () => writeFileSync(FAULT_COUNT, String(calls)))
