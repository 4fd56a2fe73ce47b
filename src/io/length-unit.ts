/** Å in each unit that a micrograph may be calibrated in. µ exists twice in Unicode, and Å as well. */
const angstroms: Partial<Record<string, number>> = {
  pm: 0.01,
  å: 1,
  a: 1,
  ang: 1,
  angstroms: 1,
  angstrom: 1,
  nm: 10,
  nanometer: 10,
  nanometers: 10,
  µm: 1e4,
  μm: 1e4,
  um: 1e4,
  micron: 1e4,
  micrometer: 1e4,
  mm: 1e7,
  m: 1e10,
}

/** Berkeley's EMD writes a prefix and a unit as `[n_m]`. */
function plain(unit: string): string {
  return unit
    .trim()
    .replace(/^\[(.*)\]$/, '$1')
    .replace('_', '')
}

/** Å in one unit of length, or null where the name is of something else (a pixel, an inch, 1/nm). */
export function angstromsIn(unit: string): number | null {
  return angstroms[plain(unit).normalize('NFC').toLowerCase()] ?? null
}
