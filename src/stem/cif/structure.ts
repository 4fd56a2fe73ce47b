import { InputError } from '../../errors'
import { isElement } from '../crystal/elements'
import type { Block } from './blocks'
import { readBlocks } from './blocks'
import { operatorsOf } from './space-group'
import type { Cell, Operator } from './symmetry'
import { apply, distance, parseOperator, suits } from './symmetry'

/** All atoms of one cell of a crystal. */
export interface Structure {
  name: string
  cell: Cell
  atoms: Atom[]
}

interface Atom {
  element: string
  /** In parts of the cell's edges. */
  position: readonly number[]
  /** Part of the place that this element has. */
  occupancy: number
}

/** Atoms of one cell; beyond, it is no crystal that a micrograph is searched for. */
const MOST_ATOMS = 2000
/** Of the images of all sites with each other: 500 sites of the largest group, before it takes seconds. */
const MOST_COMPARISONS = 2e7
/** Images of one site that are this close, Å, are one atom: places of high symmetry are given to two digits by some files. */
const SAME = 0.1

type Refuse = (what: string) => InputError

/**
 * The crystal of a CIF called `source`: the first block with atoms in it, every symmetry operator applied. Sites that atoms share
 * or have in part keep their occupancies; displacement parameters are not used. Rejects with an InputError that says what is missing.
 */
export async function readStructure(text: string, source: string): Promise<Structure> {
  const blocks = readBlocks(text, source)
  const block = blocks.find(({ values }) => values.has('_atom_site_fract_x'))
  const refuse: Refuse = (what) => new InputError('cif', source, what)
  if (!block) {
    throw refuse(
      'no block of it gives the places of atoms (_atom_site_fract_x, _y and _z): take a CIF of a crystal structure',
    )
  }
  const cell = readCell(block, refuse)
  const sites = readSites(block, refuse)
  const operators = await readOperators(block, cell, refuse)
  if (sites.length * operators.length ** 2 > MOST_COMPARISONS) {
    throw refuse(`${sites.length} sites under ${operators.length} operators are too many for a crystal`)
  }
  const atoms = sites.flatMap((site) => images(site, operators, cell))
  if (atoms.length > MOST_ATOMS) throw refuse(`its cell has ${atoms.length} atoms, more than ${MOST_ATOMS}`)
  return { name: nameOf(block, sites), cell, atoms }
}

function readCell(block: Block, refuse: Refuse): Cell {
  const number = (tag: string, low: number, high: number, usual = '') => {
    const value = numberOf(first(block, `_cell_${tag}`) || usual)
    if (value !== null && value >= low && value <= high) return value
    throw refuse(`_cell_${tag} is to be a number from ${low} to ${high}`)
  }
  const [a, b, c] = ['a', 'b', 'c'].map((edge) => number(`length_${edge}`, 0.5, 500))
  const angles = ['alpha', 'beta', 'gamma'].map((angle) => number(`angle_${angle}`, 10, 170, '90'))
  const [alpha, beta, gamma] = angles.map((degrees) => (degrees === 90 ? 0 : Math.cos((degrees * Math.PI) / 180)))
  const sine = Math.sqrt(1 - gamma ** 2)
  const across = (alpha - beta * gamma) / sine
  const height = 1 - beta ** 2 - across ** 2
  if (!(height > 1e-3)) throw refuse(`the angles ${angles.join('°, ')}° span no cell`)
  return [
    [a, 0, 0],
    [b * gamma, b * sine, 0],
    [c * beta, c * across, c * Math.sqrt(height)],
  ]
}

function readSites(block: Block, refuse: Refuse): Atom[] {
  const column = (tag: string) => block.values.get(`_atom_site_${tag}`)
  const [x, y, z] = ['x', 'y', 'z'].map((axis) => column(`fract_${axis}`) ?? [])
  const names = column('type_symbol') ?? column('label')
  if (!names) throw refuse('its atoms have neither _atom_site_type_symbol nor _atom_site_label')
  const formula = new Set(first(block, '_chemical_formula_sum').match(/[A-Z][a-z]?/g))
  const sites = x.flatMap((_, n): Atom[] => {
    const position = [x[n], y[n], z[n]].map((text) => numberOf(text))
    const label = column('label')?.[n] ?? names[n] ?? `number ${n + 1}`
    // What has no place is a dummy, or not found in the experiment.
    if (position.every((part) => part === null)) return []
    if (position.includes(null)) throw refuse(`the place of atom ${label} is not three numbers`)
    const element = elementOf(names[n] ?? '', formula) ?? elementOf(label, formula)
    if (!element) throw refuse(`atom ${label} names no chemical element: add _atom_site_type_symbol`)
    const text = column('occupancy')?.[n] ?? ''
    const occupancy = text === '' ? 1 : numberOf(text)
    if (occupancy === null || occupancy < 0 || occupancy > 1.01) {
      throw refuse(`the occupancy ${text} of atom ${label} is to be from 0 to 1`)
    }
    return occupancy === 0 ? [] : [{ element, position: position as number[], occupancy: Math.min(occupancy, 1) }]
  })
  if (sites.length === 0) throw refuse('it gives the place of no atom')
  return sites
}

/** Of `Ti4+`, `O2-`, `SR1` or `Si1A`. Where one and two letters both are elements, those of the formula count, then the two. */
function elementOf(text: string, formula: ReadonlySet<string>): string | null {
  const [letters = ''] = /^[A-Za-z]{1,2}/.exec(text) ?? []
  const readings = [letters, letters.slice(0, 1)].map(
    (word) => word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase(),
  )
  const elements = readings.map((word) => (word === 'D' || word === 'T' ? 'H' : word)).filter(isElement)
  return elements.find((element) => formula.has(element)) ?? elements[0] ?? null
}

async function readOperators(block: Block, cell: Cell, refuse: Refuse): Promise<Operator[]> {
  const listed =
    block.values.get('_space_group_symop_operation_xyz') ?? block.values.get('_symmetry_equiv_pos_as_xyz') ?? []
  const operators = listed.map((text) => parseOperator(text) ?? text)
  const wrong = operators.find((operator) => typeof operator === 'string' || !suits(operator, cell))
  if (typeof wrong === 'string') throw refuse(`"${wrong.slice(0, 40)}" is no symmetry operator such as -y,x-y,z+1/3`)
  if (wrong) throw refuse('its symmetry operators do not suit its cell: check _cell_length_… and _cell_angle_…')
  if (operators.length > 0) return operators as Operator[]
  const either = (...tags: string[]) => tags.map((tag) => first(block, tag)).find((text) => text !== '') ?? ''
  const names = {
    hall: either('_space_group_name_hall', '_symmetry_space_group_name_hall'),
    hermannMauguin: either('_space_group_name_h-m_alt', '_symmetry_space_group_name_h-m', '_space_group_name_h-m_full'),
    number: either('_space_group_it_number', '_symmetry_int_tables_number'),
  }
  const list = 'list its operators as _space_group_symop_operation_xyz'
  const told = names.hermannMauguin || names.hall || (names.number && `number ${names.number}`)
  if (!told) throw refuse(`it does not say its symmetry: ${list}, x,y,z alone if all atoms of the cell are listed`)
  const found = await operatorsOf(names, cell)
  if (found === 'ambiguous') throw refuse(`space group ${told} has two origins, and it does not say which: ${list}`)
  if (found === null) throw refuse(`no space group ${told} is known that suits the cell: ${list}`)
  return found
}

/** A site under every operator; images that fall together are one. */
function images(site: Atom, operators: readonly Operator[], cell: Cell): Atom[] {
  const found: Atom[] = []
  for (const operator of operators) {
    const position = apply(operator, site.position)
    if (!found.some((other) => distance(other.position, position, cell) < SAME)) found.push({ ...site, position })
  }
  return found
}

/** As `SrTiO3`, of `Sr1 Ti1 O3`; without a formula, the block's name. */
function nameOf(block: Block, sites: readonly Atom[]): string {
  const formula = first(block, '_chemical_formula_sum').replace(/(?<=[A-Za-z])1(?![\d.])|\s/g, '')
  const elements = [...new Set(sites.map(({ element }) => element))].join('')
  return (formula || block.name || elements).slice(0, 40)
}

function first({ values }: Block, tag: string): string {
  return values.get(tag)?.[0] ?? ''
}

/** A number, its uncertainty in brackets left out: `3.905(2)`; null where it is none. */
function numberOf(text: string | undefined): number | null {
  const [, digits] = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?)(?:\(\d+\))?$/.exec(text ?? '') ?? []
  return digits === undefined ? null : Number(digits)
}
