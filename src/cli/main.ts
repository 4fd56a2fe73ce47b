import { OwnThread } from '../session/reading/own-thread'
import { startNodeThread } from './reading-thread'
import { EXIT, run } from './run'

const controller = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    // Whoever asks twice does not want to wait for the end of a step.
    if (controller.signal.aborted) process.exit(EXIT.cancelled)
    controller.abort()
  })
}
// A reader that has seen enough, such as `head`, is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

const terminal = {
  stdout: (text: string) => void process.stdout.write(text),
  stderr: (text: string) => void process.stderr.write(text),
  columns: process.stderr.isTTY ? process.stderr.columns : undefined,
}
const reading = new OwnThread(startNodeThread)
process.exitCode = await run(process.argv.slice(2), terminal, controller.signal, reading)
reading.close()
