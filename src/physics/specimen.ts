export interface Atom {
  /** Its symbol. */
  element: string
  /** Å; z along the beam, from where it enters. */
  x: number
  y: number
  z: number
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
      atoms.map(({ element, x, y, z }) => ({ element, x: x + i * width, y: y + j * height, z: z + k * depth })),
    ),
  }
}
