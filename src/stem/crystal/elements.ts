/** Symbols in the order of atomic numbers, hydrogen first. */
const SYMBOLS = (
  'H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr Rb Sr Y Zr Nb Mo ' +
  'Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Hf Ta W Re Os Ir Pt Au Hg Tl ' +
  'Pb Bi Po At Rn Fr Ra Ac Th Pa U Np Pu Am Cm'
).split(' ')

/** HAADF: an atom scatters as Z^1.7 to the detector's angles. */
const EXPONENT = 1.7

/**
 * Mean square thermal displacement along one direction, ⟨u²⟩ in Å², at room temperature: Sr, Ti and O as in SrTiO3 (compare
 * Abramov et al., Acta Cryst. B 51 (1995) 942). Of any other element nothing is known here, and a Debye–Waller factor
 * 8π²⟨u²⟩ of 0.5 Å², usual for oxides and semiconductors, stands for its own.
 */
const MEAN_SQUARE_DISPLACEMENTS: Readonly<Record<string, number>> = { Sr: 0.00787, Ti: 0.00557, O: 0.009275 }
const USUAL_MEAN_SQUARE_DISPLACEMENT = 0.5 / (8 * Math.PI ** 2)

/** Atoms by chemical symbol: of a column, or of one cell of it along the beam. */
export type Atoms = Readonly<Partial<Record<string, number>>>

export function isElement(symbol: string): boolean {
  return SYMBOLS.includes(symbol)
}

/** What a column of these atoms scatters to a dark-field detector, relative to other columns of the same thickness. */
export function scattering(atoms: Atoms): number {
  return scatterers(atoms).reduce((sum, { scattered }) => sum + scattered, 0)
}

/** The element that scatters most of what a column scatters. */
export function principalElement(atoms: Atoms): string {
  return scatterers(atoms).reduce((most, other) => (other.scattered > most.scattered ? other : most)).symbol
}

/** Of one element. */
export function meanSquareOf(symbol: string): number {
  return MEAN_SQUARE_DISPLACEMENTS[symbol] ?? USUAL_MEAN_SQUARE_DISPLACEMENT
}

/** ⟨u²⟩ of a column in Å²: that of its elements, weighted by what they scatter. */
export function meanSquareDisplacement(atoms: Atoms): number {
  const elements = scatterers(atoms)
  const total = scattering(atoms)
  if (total === 0) return 0
  const weighted = elements.map(({ symbol, scattered }) => {
    return scattered * meanSquareOf(symbol)
  })
  return weighted.reduce((sum, value) => sum + value, 0) / total
}

/** The heaviest first, so that a sum does not depend on the order in which atoms are named. */
function scatterers(atoms: Atoms): { symbol: string; z: number; scattered: number }[] {
  return Object.entries(atoms)
    .map(([symbol, n = 0]) => {
      const z = SYMBOLS.indexOf(symbol) + 1
      return { symbol, z, scattered: n * z ** EXPONENT }
    })
    .sort((a, b) => b.z - a.z)
}
