import type { DetectionRecord, PeriodicResult } from '../../session/detector'

/** The shapes that stand for kinds of defects, in the picture and in the table: colour alone would not do for everybody. */
export type Mark = 'vacancy' | 'deficit' | 'excess' | 'displacement' | 'interstitial' | 'species' | 'other'

type Kind = DetectionRecord['kind']

export const GLYPHS: Readonly<Record<Mark, string>> = {
  vacancy: '○',
  deficit: '▽',
  excess: '△',
  displacement: '◇',
  interstitial: '✚',
  species: '□',
  other: '✕',
}

export function markOf(kind: Kind): Mark {
  return isMark(kind) ? kind : 'species'
}

function isMark(kind: Kind): kind is Exclude<Mark, 'species'> {
  return kind in GLYPHS
}

/** `vacuum`, `phase 1`. */
export function regionLabel({ kind, phase }: PeriodicResult['result']['regions'][number]): string {
  if (kind === 'other') return 'other than the crystal'
  return phase === null ? kind : `${kind} ${phase + 1}`
}
