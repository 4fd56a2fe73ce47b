export interface Atom {
  /** Its symbol. */
  element: string
  /** Å; z along the beam, from where it enters. */
  x: number
  y: number
  z: number
  /** Where elements share a place, the part of it that this one has; 1 when left out. */
  part?: number
}

/** Atoms in a box that repeats across the beam. */
export interface Specimen {
  /** Edges of the box, Å. */
  width: number
  height: number
  depth: number
  atoms: readonly Atom[]
}

/** A box of `nx` × `ny` × `nz` such boxes. */
export function repeated(
  { width, height, depth, atoms }: Specimen,
  [nx, ny, nz]: readonly [number, number, number],
): Specimen {
  const cells = Array.from({ length: nx * ny * nz }, (_, n) => [
    n % nx,
    Math.floor(n / nx) % ny,
    Math.floor(n / (nx * ny)),
  ])
  return {
    width: width * nx,
    height: height * ny,
    depth: depth * nz,
    atoms: cells.flatMap(([i, j, k]) =>
      atoms.map((atom) => ({ ...atom, x: atom.x + i * width, y: atom.y + j * height, z: atom.z + k * depth })),
    ),
  }
}
