import { openDevice } from '../../src/kernels'
import type { Progress } from '../../src/progress'
import { browserName } from '../../src/session/browser-name'
import type { Report } from '../../src/session/report/page'
import { JaxJs } from '../peers/jax'
import { Lacuna } from '../peers/lacuna'
import { TensorFlowJs } from '../peers/tfjs'
import { benchReport } from '../report/html'
import type { BenchResult } from '../result'
import { runSuite } from '../suite'

export interface BenchRequest {
  /** Fewer samples and no sweeps. */
  quick: boolean
}

export interface BenchOutcome {
  result: BenchResult
  report: Report
}

/** The same suite in a browser's worker: on its adapter, without PyTorch, processor time and empty driver caches. */
export async function runInBrowser(
  { quick }: BenchRequest,
  onProgress: (progress: Progress) => void,
): Promise<BenchOutcome> {
  const { gpu, hardwareConcurrency: cores, userAgent } = navigator
  // Says at once what is missing; each library opens a device of its own later, for its first step is timed with that.
  const probe = await openDevice(gpu)
  probe.close()
  const began = performance.now()
  const log = (message: string) => {
    const elapsed = (performance.now() - began) / 1000
    // How much there is to do is not known before the peers have shown how slow they are.
    onProgress({ stage: 'bench', done: 0, total: 0, elapsed, message })
  }
  const cpuMs = () => Promise.resolve(null)
  const peers = [new TensorFlowJs(cpuMs), new JaxJs(cpuMs)]
  const versions = { browser: browserName(userAgent) }
  const options = { quick, sweeps: !quick, seed: 1, versions, cores, log }
  const result = await runSuite(new Lacuna(gpu, cpuMs), peers, options)
  return { result, report: benchReport(result) }
}
