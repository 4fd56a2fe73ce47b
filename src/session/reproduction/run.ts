import type { Engine } from '../../kernels'
import type { Progress } from '../../progress'
import type { ReproductionData } from '../../stem/paper/image-sets'
import { presetNamed } from '../../stem/model/presets'
import { readPublishedSets } from '../../stem/paper/published-sets'
import { reproduce } from '../../stem/paper/reproduce'
import { simulateReproduction } from '../../stem/simulate/reproduction'
import { browserName } from '../browser-name'
import { reportAndFiles } from '../report/files'
import { reader } from './files'
import type { ReproductionOutcome, ReproductionRequest } from './request'

/** `lacuna reproduce` for a page: the same experiment and the same report, on files that a person picked. */
export function runReproduction(openEngine: () => Promise<Engine>) {
  return async (
    { preset, seed, epochs, files }: ReproductionRequest,
    onProgress: (progress: Progress) => void,
  ): Promise<ReproductionOutcome> => {
    const { patch } = presetNamed(preset)
    // First, so that nobody waits for sets that nothing can learn.
    const engine = await openEngine()
    try {
      const data: ReproductionData = files
        ? await readPublishedSets(reader(files), patch)
        : await simulateReproduction({ seed, onProgress })
      const result = await reproduce(engine, data, { preset, seed, ...(epochs !== null && { epochs }), onProgress })
      return reportAndFiles(result, { date: new Date(), runtime: browserName(navigator.userAgent) })
    } finally {
      engine.close()
    }
  }
}
