import type { ParseArgsConfig } from 'node:util'
import { parseArgs } from 'node:util'
import type { LongCall } from '../progress'
import type { Reading } from '../session/reading/reading'
import { usageError } from './arguments'
import { didYouMean } from './closest'

/** What a command reads from its surroundings: the terminal or, in a test, something that keeps what was written. */
export interface Terminal {
  stdout: (text: string) => void
  stderr: (text: string) => void
  /** Columns of the terminal behind stderr; undefined where it is a file or a pipe. */
  columns: number | undefined
}

export interface Context extends Required<LongCall> {
  /** Where files are read. */
  reading: Reading
  /** Text for a person or, under `--json`, for a program. */
  print: (text: string) => void
  /** Takes the progress bar away: for what prints by itself, as adapters' drivers do when they are opened. */
  clear: () => void
}

/** An option of `parseArgs` with what `--help` says of it. */
interface Option {
  type: 'string' | 'boolean'
  short?: string
  /** What stands for the value in the help, such as `DIR`. */
  value?: string
  help: string
}

export type Options = Readonly<Record<string, Option>>

/** Given options: text or, for a boolean one, true. */
export type Values<O extends Options> = { readonly [K in keyof O]?: O[K]['type'] extends 'boolean' ? boolean : string }

export interface Command {
  name: string
  summary: string
  /** After the name, in the usage line. */
  usage: string
  /** Paragraphs below the options, wrapped by hand. */
  notes?: string
  options: Options
  run: (argv: readonly string[], context: Context) => Promise<void>
}

const HELP_OPTION = { help: { type: 'boolean', short: 'h', help: 'show this text' } } as const

/** Ties a command's function to its options, so that what it is given has their types. */
export function defineCommand<const O extends Options>(
  description: Omit<Command, 'options' | 'run'> & {
    options: O
    run: (values: Values<O>, inputs: readonly string[], context: Context) => Promise<void>
  },
): Command {
  const { run, options, ...rest } = description
  return {
    ...rest,
    options: { ...options, ...HELP_OPTION },
    run: (argv, context) => {
      const { values, positionals } = parse(argv, options)
      return run(values as Values<O>, positionals, context)
    },
  }
}

function parse(argv: readonly string[], options: Options) {
  const config: ParseArgsConfig['options'] = Object.fromEntries(
    Object.entries(options).map(([name, { type, short }]) => [name, { type, ...(short && { short }) }]),
  )
  try {
    return parseArgs({ args: [...argv], options: config, allowPositionals: true })
  } catch (cause) {
    // Node adds how to pass an argument that begins with a dash, which nobody means here.
    const [message] = (cause instanceof Error ? cause.message : String(cause)).split('. To specify a positional')
    const unknown = /^Unknown option '--(.*)'/.exec(message)?.[1]
    const hint = unknown === undefined ? '' : didYouMean(unknown, [...Object.keys(options), 'help'], '--')
    throw usageError(message.replaceAll('\n', ' ').replace(/\.$/, '') + hint)
  }
}

export function helpText({ name, summary, usage, options, notes }: Command): string {
  const entries = Object.entries(options).map(([option, { short, value }]) => {
    const names = `${short ? `-${short}, ` : '    '}--${option}`
    return value ? `${names} ${value}` : names
  })
  const width = Math.max(...entries.map((entry) => entry.length)) + 2
  const lines = Object.values(options).map(({ help }, i) => {
    return `  ${entries[i].padEnd(width)}${help.replaceAll('\n', `\n${' '.repeat(width + 2)}`)}`
  })
  return [
    `lacuna ${name} — ${summary}`,
    '',
    `Usage: lacuna ${name} ${usage}`,
    '',
    'Options:',
    ...lines,
    ...(notes ? ['', notes] : []),
    '',
  ].join('\n')
}
