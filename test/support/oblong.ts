import type { Micrograph } from '../../src/io/micrograph'
import { simulateMicrograph } from '../../src/stem/simulate/micrograph'
import type { SimulationOptions } from '../../src/stem/simulate/options'

type Vector = { x: number; y: number }

/** Fine pixels of the simulation to one of the micrograph. */
const FINE = { x: 3, y: 4 }

interface Oblong {
  micrograph: Micrograph
  /** Lattice vectors and what was changed, px of the micrograph. */
  lattice: { a: Vector; b: Vector }
  defects: { kind: string; sublattice: string; x: number; y: number; angstrom: Vector }[]
}

/**
 * A simulated micrograph of `size` × 3/4 `size` pixels that are 4/3 times as high as wide: electrons are counted on fine square
 * pixels, and summed.
 */
export function oblongMicrograph(
  size: number,
  pixelSize: number,
  options: Partial<SimulationOptions> & { seed: number },
): Oblong {
  const fine = simulateMicrograph({
    width: size * FINE.x,
    height: size * FINE.x,
    pixelSize: pixelSize / FINE.x,
    dose: 150 / (FINE.x * FINE.y),
    bits: 16,
    ...options,
  })
  const { micrograph, truth } = fine
  const [width, height] = [size, Math.floor((size * FINE.x) / FINE.y)]
  const data = new Float32Array(width * height)
  for (let y = 0; y < height * FINE.y; y++) {
    for (let x = 0; x < width * FINE.x; x++) {
      data[Math.floor(y / FINE.y) * width + Math.floor(x / FINE.x)] += micrograph.data[y * micrograph.width + x]
    }
  }
  const way = ({ x, y }: { x: number; y: number }) => ({ x: x / FINE.x, y: y / FINE.y })
  return {
    micrograph: {
      ...micrograph,
      data,
      width,
      height,
      pixelSize: { x: pixelSize, y: (pixelSize * FINE.y) / FINE.x },
    },
    lattice: { a: way(truth.lattice.a), b: way(truth.lattice.b) },
    defects: truth.defects.map(({ kind, sublattice, x, y, displacement }) => ({
      kind,
      sublattice,
      x: (x + 0.5) / FINE.x - 0.5,
      y: (y + 0.5) / FINE.y - 0.5,
      angstrom: displacement,
    })),
  }
}
