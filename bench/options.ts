import { parseArgs } from 'node:util'

export const USAGE = `npm run bench -- [--quick] [--no-sweeps] [--alone] [--minutes N] [--adapter lavapipe|swiftshader|system] [--json FILE] [--html FILE] [--readme FILE] [--seed N]

  --quick     fewer samples, no sweeps: under 3 minutes on two idle cores
  --no-sweeps leave out how cost grows with batch and patch: most of the time on a slow adapter
  --alone     measure Lacuna without its peers: while its kernels are worked on
  --minutes   leave out a peer at a preset whose first steps would take longer than what is left of N minutes; 120 if
              not given
  --adapter   the Vulkan driver (Linux); what Lacuna would choose, if not given
  --json      write the figures to FILE
  --html      write the report to FILE: one page, nothing else is loaded
  --readme    put the table between <!-- bench ADAPTER --> and <!-- /bench ADAPTER --> of FILE; ADAPTER as above, or system
  --from      take the figures from this JSON file instead of measuring: for --html and --readme
  --seed      of weights, images and noise; 1 if not given
`

export interface Options {
  quick: boolean
  sweeps: boolean
  alone: boolean
  /** For everything but the sweeps; not given, what the kind of run has. */
  minutes: number | undefined
  adapter: string | undefined
  json: string | undefined
  html: string | undefined
  readme: string | undefined
  from: string | undefined
  seed: number
}

/** Throws a TypeError that says what is wrong. */
export function parseOptions(args: string[]): Options | 'help' {
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: 'boolean', default: false },
      'no-sweeps': { type: 'boolean', default: false },
      alone: { type: 'boolean', default: false },
      minutes: { type: 'string' },
      adapter: { type: 'string' },
      json: { type: 'string' },
      html: { type: 'string' },
      readme: { type: 'string' },
      from: { type: 'string' },
      seed: { type: 'string', default: '1' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) return 'help'
  const { quick, alone, adapter, json, html, readme, from } = values
  const seed = Number(values.seed)
  if (!Number.isInteger(seed) || seed < 0) throw new TypeError(`--seed is '${values.seed}'; it must be a whole number`)
  const minutes = values.minutes === undefined ? undefined : Number(values.minutes)
  if (minutes !== undefined && !(minutes > 0))
    throw new TypeError(`--minutes is '${values.minutes}'; it must be above 0`)
  return { quick, alone, minutes, sweeps: !quick && !values['no-sweeps'], adapter, json, html, readme, from, seed }
}
