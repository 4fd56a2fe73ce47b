import type { Engine } from '../kernels'
import { openNodeDevice } from '../kernels/node'

/** Opens the adapter for as long as `use` runs. */
export async function withEngine<T>(use: (engine: Engine) => Promise<T>): Promise<T> {
  const engine = await openNodeDevice()
  try {
    return await use(engine)
  } finally {
    engine.close()
  }
}
