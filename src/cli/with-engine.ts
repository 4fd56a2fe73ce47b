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

/** The same for work that may need no adapter: it is opened when it is first asked for. */
export async function withLazyEngine<T>(use: (openEngine: () => Promise<Engine>) => Promise<T>): Promise<T> {
  let engine: Promise<Engine> | undefined
  try {
    return await use(() => (engine ??= openNodeDevice()))
  } finally {
    const opened = await engine?.catch(() => undefined)
    opened?.close()
  }
}
