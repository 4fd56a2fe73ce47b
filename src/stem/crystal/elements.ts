/** Symbols in the order of atomic numbers, hydrogen first. */
const SYMBOLS = (
  'H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr Rb Sr Y Zr Nb Mo ' +
  'Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Hf Ta W Re Os Ir Pt Au Hg Tl ' +
  'Pb Bi Po At Rn Fr Ra Ac Th Pa U Np Pu Am Cm'
).split(' ')

/** HAADF: an atom scatters as Z^1.7 to the detector's angles. */
const EXPONENT = 1.7

export function isElement(symbol: string): boolean {
  return SYMBOLS.includes(symbol)
}

/** What a column of these atoms scatters to a dark-field detector, relative to other columns of the same thickness. */
export function scattering(atoms: Readonly<Partial<Record<string, number>>>): number {
  return Object.entries(atoms).reduce((sum, [symbol, n = 0]) => sum + n * (SYMBOLS.indexOf(symbol) + 1) ** EXPONENT, 0)
}
