import { normals } from './random'
import type { ScanOptions } from './options'
import { cut } from './slices'
import type { Atom } from './specimen'

/** Slices in the order in which the beam meets them. Those with the same atoms are one kind, and computed once. */
export interface Stack {
  kinds: readonly (readonly Atom[])[]
  /** The kind of each slice. */
  order: readonly number[]
}

/**
 * The specimen as the beam meets it: as it stands, or once for each configuration of atoms that are caught in their thermal motion,
 * every one of them by itself, in every repeat. Motion along the beam changes nothing that a slice shows.
 */
export function stacks({ specimen, thickest, repeats = 1, phonons }: ScanOptions): Stack[] {
  const { slices } = cut(specimen, thickest)
  if (!phonons) return [stacked(slices, repeats)]
  const normal = normals(phonons.seed)
  const moved = (atom: Atom): Atom => {
    const rms = phonons.rms[atom.element] ?? 0
    return { ...atom, x: atom.x + rms * normal(), y: atom.y + rms * normal() }
  }
  return Array.from({ length: phonons.configurations }, () =>
    stacked(Array.from({ length: repeats }, () => slices.map((atoms) => atoms.map(moved))).flat(), 1),
  )
}

function stacked(slices: readonly (readonly Atom[])[], repeats: number): Stack {
  const kinds = new Map<string, readonly Atom[]>()
  const keys = slices.map((atoms) => {
    const key = contents(atoms)
    if (!kinds.has(key)) kinds.set(key, atoms)
    return key
  })
  const numbers = new Map([...kinds.keys()].map((key, n) => [key, n]))
  const order = keys.map((key) => numbers.get(key)!)
  return { kinds: [...kinds.values()], order: Array.from({ length: repeats }, () => order).flat() }
}

/** To 10⁻⁶ Å, wherever along the beam. */
function contents(atoms: readonly Atom[]): string {
  const texts = atoms.map(({ element, x, y, part = 1 }) => [element, x.toFixed(6), y.toFixed(6), part].join(' '))
  return texts.sort().join()
}
