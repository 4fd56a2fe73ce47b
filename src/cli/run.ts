import { DeviceError, InputError, LacunaError, withinMemory } from '../errors'
import { plainText } from '../io/plain-text'
import { readingHere } from '../session/reading/reading'
import { version } from '../version'
import { usageError } from './arguments'
import { closest } from './closest'
import type { Command, Terminal } from './command'
import { helpText } from './command'
import { convert } from './convert'
import { detect } from './detect'
import { evaluate } from './evaluate'
import { exportModel } from './export'
import { info } from './info'
import { merge } from './merge'
import { progressBar } from './progress-bar'
import { reproduce } from './reproduce'
import { simulate } from './simulate'
import { train } from './train'

const commands: readonly Command[] = [info, convert, reproduce, evaluate, simulate, train, detect, merge, exportModel]

export const EXIT = { done: 0, failed: 1, badInput: 2, cancelled: 130 } as const

/** Runs one command line and returns its exit status; nothing is thrown. */
export async function run(
  argv: readonly string[],
  terminal: Terminal,
  signal: AbortSignal,
  reading = readingHere,
): Promise<number> {
  const bar = progressBar(terminal)
  try {
    const [name = '--help', ...rest] = argv
    if (name === '--help' || name === '-h') return shown(terminal, overview())
    if (name === '--version' || name === '-v') return shown(terminal, `${version}\n`)
    const command = commands.find((known) => known.name === name)
    if (!command) {
      const meant = closest(
        name,
        commands.map((known) => known.name),
      )
      throw usageError(`there is no command ${name}; ${meant ? `did you mean ${meant}?` : 'see lacuna --help'}`)
    }
    const ownArguments = rest.slice(0, rest.includes('--') ? rest.indexOf('--') : rest.length)
    requireFolder()
    if (ownArguments.some((argument) => argument === '--help' || argument === '-h'))
      return shown(terminal, helpText(command))
    const print = (text: string) => {
      bar.clear()
      terminal.stdout(text)
    }
    await withinMemory(() => command.run(rest, { signal, reading, onProgress: bar.update, print, clear: bar.clear }))
    return EXIT.done
  } catch (error) {
    bar.clear()
    if (signal.aborted) {
      terminal.stderr('lacuna: cancelled; nothing unfinished was written\n')
      return EXIT.cancelled
    }
    terminal.stderr(`lacuna: ${explain(error)}\n`)
    return exitStatus(error)
  }
}

/** Of a folder that was deleted the system knows no path any more, and no path begins there. */
function requireFolder(): void {
  try {
    process.cwd()
  } catch (cause) {
    throw new InputError('no-folder', '', 'the folder that this runs in is gone; change to another', { cause })
  }
}

function shown({ stdout }: Terminal, text: string): number {
  stdout(text)
  return EXIT.done
}

/** One line for what a person can mend; a fault of Lacuna's own shows where it happened. */
function explain(error: unknown): string {
  if (error instanceof LacunaError) return plainText(error.message.replaceAll(/\s*\n\s*/g, ' '))
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

/** An adapter that is not there is for the caller to mend, as a file is; one that fails on the way is not, nor is no memory. */
function exitStatus(error: unknown): number {
  const noAdapter = error instanceof DeviceError && ['no-adapter', 'no-webgpu', 'no-driver'].includes(error.code)
  const bad = error instanceof InputError && error.code !== 'no-memory'
  return bad || noAdapter ? EXIT.badInput : EXIT.failed
}

function overview(): string {
  const width = Math.max(...commands.map(({ name }) => name.length)) + 2
  return `lacuna — find what does not belong in an atomic-resolution STEM micrograph

Usage: lacuna COMMAND [options]

Commands:
${commands.map(({ name, summary }) => `  ${name.padEnd(width)}${summary}`).join('\n')}

Options:
  -h, --help     show this text; lacuna COMMAND --help shows a command's own
  -v, --version  show the version

Exit status:
  0    done
  1    failed on the way: a fault of Lacuna's, a lost adapter, a full disk
  2    an input, an option or the adapter is not as it must be; one line says what to do
  130  cancelled
`
}
