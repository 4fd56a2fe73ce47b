import { startNodeThread } from '../session/reading/node-thread'
import { OwnThread } from '../session/reading/own-thread'
import { EXIT, run } from './run'
import { bestEffort, written } from './streams'

const controller = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    // Whoever asks twice does not want to wait for the end of a step.
    if (controller.signal.aborted) process.exit(EXIT.cancelled)
    controller.abort()
  })
}
// A process that searches one file of many ends with the one that started it.
process.on('disconnect', () => process.exit(EXIT.cancelled))
process.channel?.unref()

const log = bestEffort(process.stderr)
const terminal = {
  stdout: written(process.stdout, (code) => {
    log(`lacuna: what it found could not be printed (${code})\n`)
    process.exitCode = EXIT.failed
  }),
  stderr: log,
  columns: process.stderr.isTTY ? process.stderr.columns : undefined,
}
const reading = new OwnThread(startNodeThread)
const status = await run(process.argv.slice(2), terminal, controller.signal, reading)
process.exitCode ??= status
reading.close()
