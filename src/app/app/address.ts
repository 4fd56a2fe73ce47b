import { formatRun, parseRun, type Run } from '../state/run'
import { isTab, type TabId } from './tabs'

/** What the page's hash says: the run, and the tab unless it is the first. A colleague who opens it sees the same. */
export interface Address {
  tab: TabId
  run: Run
}

export function parseAddress(hash: string): Address {
  const tab = new URLSearchParams(hash.replace(/^#/, '')).get('tab')
  return { tab: isTab(tab) ? tab : 'detect', run: parseRun(hash) }
}

export function formatAddress({ tab, run }: Address): string {
  return tab === 'detect' ? formatRun(run) : `${formatRun(run)}&tab=${tab}`
}
