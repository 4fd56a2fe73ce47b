/** Å in each unit that a micrograph may be calibrated in. µ exists twice in Unicode, and Å as well. */
const angstroms: Partial<Record<string, number>> = {
  ...named(0.01, 'pm', 'picometer', 'picometre'),
  ...named(1, 'å', 'a', 'ang', 'angstrom', 'ångström', 'ångstrom', 'angström'),
  ...named(10, 'nm', 'nanometer', 'nanometre'),
  ...named(1e4, 'µm', 'μm', 'um', 'micron', 'micrometer', 'micrometre'),
  ...named(1e7, 'mm', 'millimeter', 'millimetre'),
  ...named(1e8, 'cm', 'centimeter', 'centimetre'),
  ...named(1e10, 'm', 'meter', 'metre'),
}

function named(size: number, ...names: string[]): Record<string, number> {
  return Object.fromEntries(names.map((name) => [name, size]))
}

/** Berkeley's EMD writes a prefix and a unit as `[n_m]`; ImageJ writes what is not ASCII as `\u00C5`. */
function plain(unit: string): string {
  return unit
    .replace(/\\u([0-9a-f]{4})/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
    .trim()
    .replace(/^\[(.*)\]$/, '$1')
    .replace('_', '')
}

/** Å in one unit of length, or null where the name is of something else (a pixel, an inch, 1/nm). */
export function angstromsIn(unit: string): number | null {
  const name = plain(unit).normalize('NFC').toLowerCase()
  return angstroms[name] ?? (name.length > 3 ? angstroms[name.replace(/s$/, '')] : undefined) ?? null
}
