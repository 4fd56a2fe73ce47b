import { t } from '../language/message'
/** The parts of the page. The code of each is loaded when it is first opened. */
export const TABS = {
  detect: {
    label: () => t`Detect`,
    title: () => t`Lacuna · anomaly detection for STEM`,
    load: () => import('../detection/lacuna-detection'),
  },
  simulate: {
    label: () => t`Simulate`,
    title: () => t`Simulate · Lacuna`,
    load: () => import('../simulation/lacuna-simulation'),
  },
  reproduce: {
    label: () => t`Reproduce`,
    title: () => t`Reproduce the paper · Lacuna`,
    load: () => import('../reproduction/lacuna-reproduction'),
  },
  benchmark: {
    label: () => t`Benchmark`,
    title: () => t`Benchmark · Lacuna`,
    load: () => import('../benchmark/lacuna-benchmark'),
  },
} satisfies Record<string, { label: () => string; title: () => string; load: () => Promise<unknown> }>

export type TabId = keyof typeof TABS

export const TAB_IDS = Object.keys(TABS) as TabId[]

export function isTab(id: string | null): id is TabId {
  return id !== null && Object.hasOwn(TABS, id)
}
