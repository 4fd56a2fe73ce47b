/** Part of the detections that may be false: what is taken when nobody says, and what can be asked for. */
export const RATE = { usual: 0.01, least: 1e-6, most: 0.5 } as const

export function isRate(rate: number): boolean {
  return rate >= RATE.least && rate <= RATE.most
}
