import type { Opinion } from '../../session/detector'
import { t } from '../language/message'

/** What a person may say of a column, in a word. */
export function verdictName(verdict: NonNullable<Opinion['verdict']>): string {
  switch (verdict) {
    case 'accepted':
      return t`accepted`
    case 'rejected':
      return t`rejected`
    case 'added':
      return t`added`
  }
}
