import { isDeviceLoss } from '../../errors'
import type { Engine } from '../../kernels'
import { adapterLost, type LongCall } from '../../progress'
import type { Checkpoint } from './train'

type Train<T> = (engine: Engine, from?: Checkpoint, onCheckpoint?: (checkpoint: Checkpoint) => void) => Promise<T>

/**
 * A training that survives the loss of its device, once: it goes on from the last whole epoch on the one that `reopen` gives,
 * and is the same to the last bit if that is of the same make. A second loss, or `reopen` itself, rejects it.
 */
export async function throughLoss<T>(
  engine: Engine,
  reopen: () => Promise<Engine>,
  train: Train<T>,
  { signal, onProgress }: LongCall,
): Promise<T> {
  let latest: Checkpoint | undefined
  const keep = (checkpoint: Checkpoint) => (latest = checkpoint)
  try {
    return await train(engine, undefined, keep)
  } catch (error) {
    if (!isDeviceLoss(error) || signal?.aborted) throw error
    const next = await reopen()
    const epoch = (latest?.losses.length ?? 0) + 1
    onProgress?.(adapterLost(`training goes on from epoch ${epoch}, on a new one`))
    return train(next, latest, keep)
  }
}
