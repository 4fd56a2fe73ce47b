import { formatRun, parseRun, type Run } from '../state/run'
import { isTab, type TabId } from './tabs'

/** What the page's hash says: the run, the tab unless it is the first, and the file's name. A colleague who opens it, and that file, sees the same. */
export interface Address {
  tab: TabId
  run: Run
  /** Name of the micrograph's file; null where it is simulated. */
  file: string | null
}

export function parseAddress(hash: string): Address {
  const fields = new URLSearchParams(hash.replace(/^#/, ''))
  const tab = fields.get('tab')
  return { tab: isTab(tab) ? tab : 'detect', run: parseRun(hash), file: fields.get('file') }
}

export function formatAddress({ tab, run, file }: Address): string {
  const more = new URLSearchParams({ ...(tab !== 'detect' && { tab }), ...(file !== null && { file }) }).toString()
  return more ? `${formatRun(run)}&${more}` : formatRun(run)
}
