import type { SpaceGroupInfo } from '@chemistry/space-groups'
import type { Cell, Operator } from './symmetry'
import { parseOperator, suits } from './symmetry'

/** What a CIF calls its space group; what it does not say is empty. */
export interface SpaceGroupNames {
  hall: string
  /** Hermann and Mauguin's, with or without blanks, short (`P21/c`) or whole; `:1` or `:2` tells the origin, `:H` or `:R` the axes. */
  hermannMauguin: string
  number: string
}

/**
 * The operators of a space group by its names, in the setting that suits the cell; null where the names are of none. Several
 * settings may be meant: two origins of one name. Then it is `ambiguous`.
 */
export async function operatorsOf(names: SpaceGroupNames, cell: Cell): Promise<Operator[] | 'ambiguous' | null> {
  // The table is long, and most files list their operators.
  const { SpaceGroupsData } = await import('@chemistry/space-groups')
  const settings = settingsOf(names, SpaceGroupsData).map(({ s }) => s.map((text) => parseOperator(text)!))
  const suiting = settings.filter((operators) => operators.every((operator) => suits(operator, cell)))
  return suiting.length > 1 ? 'ambiguous' : (suiting[0] ?? null)
}

type Table = readonly SpaceGroupInfo[]

function settingsOf({ hall, hermannMauguin, number }: SpaceGroupNames, table: Table): Table {
  const byHall = table.filter(({ hs }) => hall !== '' && key(hs) === key(hall))
  if (byHall.length > 0) return byHall
  const [name, setting = ''] = hermannMauguin.split(':')
  const byName = namedSettings(key(name), table)
  if (byName.length > 0) return ofChoice(byName, setting.trim().toLowerCase())
  const ofNumber = table.filter(({ id }) => id === Number(number))
  // The first is the standard one.
  return ofNumber.filter(({ hm }) => hm === ofNumber[0].hm)
}

/** Of one name: the whole one, the short one of a monoclinic group along b first, or an older one without its bars (`Fm3m`). */
function namedSettings(name: string, table: Table): Table {
  const named = (test: (hm: string, id: number) => boolean) => table.filter(({ hm, id }) => test(hm, id))
  const whole = named((hm) => key(hm) === name)
  if (whole.length > 0) return whole
  const alongB = named((hm, id) => id >= 3 && id <= 15 && key(hm.replace(/^(\w) 1 (\S+) 1$/, '$1 $2')) === name)
  return alongB.length > 0 ? alongB : named((hm) => key(hm) === name.replace('3', '-3'))
}

/** Where one name has two settings they stand in this order. */
function ofChoice(settings: Table, choice: string): Table {
  const at = { '1': 0, h: 0, '2': 1, r: 1 }[choice]
  return at === undefined || settings.length !== 2 ? settings : [settings[at]]
}

function key(name: string): string {
  return name.replace(/[\s_()]/g, '').toLowerCase()
}
