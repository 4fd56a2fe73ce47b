import type { BulkModel } from '../stem/bulk-model'
import type { TrainSummary } from './detector'

export function trainSummary({ vae, training }: BulkModel): TrainSummary {
  const { seed, epochs, patches, loss, trainSeconds, adapter } = training
  return { preset: vae.preset.name, seed, epochs, patches, loss, trainSeconds, adapter }
}
