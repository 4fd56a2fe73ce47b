import { LocalDetector } from '../session/local-detector'
import type { Context } from './command'
import { openAdapter } from './with-engine'

/** A detector for as long as `use` runs; it opens the adapter when that is first needed. */
export async function withDetector<T>(
  { reading, clear }: Pick<Context, 'reading' | 'clear'>,
  use: (detector: LocalDetector) => Promise<T>,
): Promise<T> {
  const detector = new LocalDetector(() => openAdapter(clear), reading)
  try {
    return await use(detector)
  } finally {
    await detector.close()
  }
}
