import { normals, seedOf } from './random'
import type { Phonons, ScanOptions } from './options'
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
 * every one of them by itself, in every repeat. Motion along the beam changes nothing that a slice shows. How an atom moves is drawn from
 * its place alone, so one that is missing leaves the others as they were.
 */
export function stacks({ specimen, thickest, repeats = 1, phonons }: ScanOptions): Stack[] {
  const { slices } = cut(specimen, thickest)
  if (!phonons) return [stacked(slices, repeats)]
  const whole = Array.from({ length: repeats }, () => slices).flat()
  return Array.from({ length: phonons.configurations }, (_, configuration) => {
    const caught = whole.map((atoms, slice) =>
      atoms.map((atom) => moved(atom, phonons, [phonons.seed, configuration, slice])),
    )
    return stacked(caught, 1)
  })
}

function moved(atom: Atom, { rms }: Phonons, numbers: readonly number[]): Atom {
  const { element, x, y } = atom
  const normal = normals(seedOf([...numbers, Math.round(x / PLACE), Math.round(y / PLACE)]))
  const own = rms[element] ?? 0
  return { ...atom, x: x + own * normal(), y: y + own * normal() }
}

/** Atoms closer than this, Å, are in one place, and move together: those that share it. */
const PLACE = 1e-3

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
