import { LacunaError } from '../../errors'
import { shortened } from '../shared/format'
import type { Problem } from './state'

/** Errors of Lacuna are written for the reader; of any other, the page at least says that it is one. */
export function asProblem(error: unknown): Problem {
  if (error instanceof LacunaError) return { code: error.code, message: shortened(error.message), error }
  const cause = error instanceof Error ? error.message : String(error)
  return { code: 'unexpected', message: `Something unexpected went wrong: ${shortened(cause)}`, error }
}
