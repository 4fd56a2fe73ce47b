import type { Engine } from '../kernels'
import { openNodeDevice } from '../kernels/node'
import type { Context } from './command'

/** Opens the adapter for as long as `use` runs. */
export async function withEngine<T>(
  { clear }: Pick<Context, 'clear'>,
  use: (engine: Engine) => Promise<T>,
): Promise<T> {
  const engine = await openAdapter(clear)
  try {
    return await use(engine)
  } finally {
    engine.close()
  }
}

/** Dawn and its drivers warn on the terminal as they please: on lines of their own, with no progress bar before them. */
export function openAdapter(clear: () => void): Promise<Engine> {
  clear()
  return openNodeDevice()
}
