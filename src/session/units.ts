/** Å in each unit that a pixel's length may be given in. */
export const UNITS = { Å: 1, nm: 10, pm: 0.01 } as const
export type Unit = keyof typeof UNITS
