import { computing, detecting } from './adapter'
import { allocations } from './allocation'
import { commandOf } from './command'
import type { FaultReport, Scenario } from './faults'
import { told, tryPoints } from './faults'
import { keeping, threads } from './kept'
import { killing } from './killing'
import { writing } from './writing'

/** Of all that can fail, what needs no adapter. */
export async function withoutAdapter(): Promise<Scenario[]> {
  const commands = ['detect', 'convert', 'simulate'].map(commandOf)
  return [writing('fails'), writing('is the last'), ...commands, keeping(), threads(), ...(await allocations())]
}

export function withAdapter(): Scenario[] {
  const faults = ['is lost', 'refuses'] as const
  return faults.flatMap((fault) => [computing(fault), detecting('search', fault), detecting('training', fault)])
}

interface Asked {
  /** A part of the scenarios' names. */
  only: string
  /** Points to try of each. */
  most: number
  /** The built command. */
  command: string
}

/** A long run says how far it is every so many milliseconds. */
const OFTEN = 30_000

/** For `npm run faults`: the reports of every scenario that is asked for, each told when it is there. */
export async function runFaults({ only, most, command }: Asked, tell: (line: string) => void): Promise<FaultReport[]> {
  const reports: FaultReport[] = []
  for (const scenario of [killing(command), ...(await withoutAdapter()), ...withAdapter()]) {
    if (!scenario.name.includes(only)) continue
    let since = performance.now()
    const report = await tryPoints(scenario, most, (done, of) => {
      if (performance.now() - since < OFTEN) return
      since = performance.now()
      tell(`  ${scenario.name}: ${done} of ${of}`)
    })
    tell(told(report))
    reports.push(report)
  }
  return reports
}
