import type { BulkModel } from '../stem/model-file/bulk-model'
import type { TrainSummary } from './detector'

export function trainSummary({ vae, training }: BulkModel): TrainSummary {
  const { seed, epochs, region, patches, loss, trainSeconds, adapter } = training
  return { preset: vae.preset.name, seed, epochs, region, patches, loss, trainSeconds, adapter }
}
