import { InputError } from '../../errors'

/** Part of the detections that may be false: what is taken when nobody says, and what can be asked for. */
export const RATE = { usual: 0.01, least: 1e-6, most: 0.5 } as const

export function isRate(rate: number): boolean {
  return rate >= RATE.least && rate <= RATE.most
}

/** Throws an InputError that says what can be asked for. */
export function requireRate(rate: number): number {
  if (isRate(rate)) return rate
  throw new InputError('bad-rate', '', `a false-alarm rate of ${rate}: it must be from ${RATE.least} to ${RATE.most}`)
}
