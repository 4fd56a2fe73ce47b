import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InputError } from '../../../../src/errors'
import { readBlocks } from '../../../../src/stem/cif/blocks'
import { readCif } from '../../../../src/stem/cif/crystal'
import { readStructure } from '../../../../src/stem/cif/structure'
import { apply, parseOperator } from '../../../../src/stem/cif/symmetry'
import { readZone } from '../../../../src/stem/cif/zone'

const fixture = (name: string) => readFileSync(`test/fixtures/crystals/${name}.cif`, 'utf8')

/** A CIF of a cell, a symmetry and atoms. */
function cif({
  cell = '4 4 4 90 90 90',
  symmetry = "_symmetry_space_group_name_H-M 'P 1'",
  atoms = 'Na 0 0 0 1',
}): string {
  const tags = ['length_a', 'length_b', 'length_c', 'angle_alpha', 'angle_beta', 'angle_gamma']
  const lines = cell.split(' ').map((value, n) => `_cell_${tags[n]} ${value}`)
  const sites = ['label', 'fract_x', 'fract_y', 'fract_z', 'occupancy'].map((name) => `_atom_site_${name}`)
  return ['data_x', ...lines, symmetry, 'loop_', ...sites, atoms, ''].join('\n')
}

const operators = (...texts: string[]) =>
  ['loop_', '_symmetry_equiv_pos_as_xyz', ...texts.map((text) => `'${text}'`)].join('\n')

describe('words of a CIF', () => {
  test('quotes, text fields, comments, line ends and blocks', () => {
    const text = [
      '#\\#CIF_1.1',
      'data_One # first',
      `_a 'it''s a "dog's" life'`,
      '_b "x # y"',
      '_Cell.Length_a 3.905(2)',
      '_c',
      ';two',
      'lines; here',
      ';',
      "_d '''triple 'quoted' text'''",
      '_e ?',
      "_f '?'",
      'LOOP_ _g _h 1 2 . "4 5"',
      'data_two',
      '_a b;c',
    ]
    for (const end of ['\n', '\r\n', '\r']) {
      const [one, two] = readBlocks(text.join(end), 'a.cif')
      expect(one.name).toBe('One')
      expect(Object.fromEntries(one.values)).toEqual({
        _a: [`it''s a "dog's" life`],
        _b: ['x # y'],
        _cell_length_a: ['3.905(2)'],
        _c: ['two\nlines; here'],
        _d: ["triple 'quoted' text"],
        _e: [''],
        _f: ['?'],
        _g: ['1', ''],
        _h: ['2', '4 5'],
      })
      expect([two.name, Object.fromEntries(two.values)]).toEqual(['two', { _a: ['b;c'] }])
    }
  })

  test.each([
    ['', 'no block of it gives the places of atoms'],
    ['hello', 'line 1: there is no CIF: it begins with data_NAME'],
    ['data_x\n_a\n_b 1', 'line 2: _a needs one value, not 0'],
    ['data_x\n_a 1 2', 'line 2: _a needs one value, not 2'],
    ['data_x\nloop_ _a _b\n1 2 3', 'line 2: 3 values do not fill rows of 2 tags'],
    ["data_x\n_a 'open\n_b 1", 'the quote that begins on line 2 does not end'],
    ['data_x\n\n_a\n;open', 'the text field that begins on line 4 does not end'],
    ['save_frame', 'line 1: this is a dictionary, not a crystal'],
  ])('%j is refused', async (text, message) => {
    await expect(readStructure(text, 'a.cif')).rejects.toThrow(InputError)
    await expect(readStructure(text, 'a.cif')).rejects.toThrow(`a.cif: ${message}`)
  })
})

describe('symmetry', () => {
  test.each([
    ['-y,x-y,z+1/3', [0.1, 0.2, 0.3], [-0.2, -0.1, 0.3 + 1 / 3]],
    [' 1/2 + X , -Y, .25-z', [0.1, 0.2, 0.3], [0.6, -0.2, -0.05]],
    ['+x,y,-z+0.5', [0.1, 0.2, 0.3], [0.1, 0.2, 0.2]],
  ])('%s', (text, from, to) => {
    apply(parseOperator(text)!, from).forEach((value, n) => expect(value).toBeCloseTo(to[n], 9))
  })

  test.each(['x,y', 'x,y,w', 'x,y,2*z', 'x,x,z', 'x,y,z/0', '', 'x,,z'])('%j is no operator', (text) => {
    expect(parseOperator(text)).toBeNull()
  })

  const count = async (given: Parameters<typeof cif>[0]) => (await readStructure(cif(given), 'a.cif')).atoms.length
  const named = (name: string) => `_symmetry_space_group_name_H-M '${name}'`
  const hexagonal = '5 5 13 90 90 120'

  // Multiplicities of the general or the named position, from the International Tables.
  test.each([
    ['Fm3m', { symmetry: named('Fm3m') }, 4],
    ['F m -3 m', { symmetry: named('F m -3 m') }, 4],
    ['F-43m, a general place', { symmetry: named('F-43m'), atoms: 'Ga 0.11 0.23 0.31 1' }, 96],
    ['number 225', { symmetry: '_space_group_IT_number 225' }, 4],
    ['Hall’s name', { symmetry: "_space_group_name_Hall '-F 4 2 3'" }, 4],
    ['P21/c, short', { cell: '5 6 7 90 99 90', symmetry: named('P21/c'), atoms: 'Zr 0.1 0.2 0.3 1' }, 4],
    ['C2/m along b', { cell: '5 6 7 90 99 90', symmetry: named('C 2/m'), atoms: 'Zr 0.1 0.2 0.3 1' }, 8],
    ['diamond, first origin', { symmetry: named('F d -3 m:1'), atoms: 'Si 0 0 0 1' }, 8],
    ['diamond, second origin', { symmetry: named('F d -3 m:2'), atoms: 'Si 0.125 0.125 0.125 1' }, 8],
    ['R-3c on hexagonal axes', { cell: hexagonal, symmetry: named('R -3 c'), atoms: 'Al 0 0 0.35 1' }, 12],
    [
      'R-3c on rhombohedral axes',
      { cell: '5 5 5 55 55 55', symmetry: named('R -3 c'), atoms: 'Al 0.35 0.35 0.35 1' },
      4,
    ],
    [
      'P63/mmc, places to two digits',
      { cell: hexagonal, symmetry: named('P 63/m m c'), atoms: 'Mo 0.33 0.67 0.25 1' },
      2,
    ],
    [
      'listed operators count, not the name',
      { symmetry: `${named('F m -3 m')}\n${operators('x,y,z', '-x,-y,-z')}`, atoms: 'Na 0.1 0 0 1' },
      2,
    ],
  ])('%s', async (_, given, atoms) => {
    expect(await count(given)).toBe(atoms)
  })

  test.each([
    [
      'two origins',
      { symmetry: named('F d -3 m') },
      'space group F d -3 m has two origins, and it does not say which: list its operators',
    ],
    [
      'a cell of another system',
      { cell: '4 5 6 90 90 90', symmetry: named('F m -3 m') },
      'no space group F m -3 m is known that suits the cell: list',
    ],
    ['a name of none', { symmetry: named('Q 7') }, 'no space group Q 7 is known'],
    ['number 300', { symmetry: '_space_group_IT_number 300' }, 'no space group number 300 is known'],
    ['none', { symmetry: '' }, 'it does not say its symmetry: list its operators as _space_group_symop_operation_xyz'],
    [
      'operators of another cell',
      { cell: '4 5 6 90 90 90', symmetry: operators('x,y,z', 'y,x,z') },
      'its symmetry operators do not suit its cell',
    ],
    ['no operator', { symmetry: operators('x,y,z', 'a,b,c') }, '"a,b,c" is no symmetry operator such as -y,x-y,z+1/3'],
  ])('%s: says what to do', async (_, given, message) => {
    await expect(count(given)).rejects.toThrow(InputError)
    await expect(count(given)).rejects.toThrow(`a.cif: ${message}`)
  })
})

describe('sites', () => {
  const atoms = async (text: string, formula = '') =>
    (await readStructure(cif({ atoms: text }) + (formula && `_chemical_formula_sum '${formula}'\n`), 'a.cif')).atoms

  test('uncertainties, occupancies, dummies and places that were not found', async () => {
    const sites = await atoms('La1 0.0(1) -0.25(12) .5 0.70(2)\nSr1 0 0.75 0.5 0.3\nVac 0 0 0 0\nO1 ? ? ? 1')
    expect(sites).toEqual([
      { element: 'La', position: [0, -0.25, 0.5], occupancy: 0.7 },
      { element: 'Sr', position: [0, 0.75, 0.5], occupancy: 0.3 },
    ])
  })

  test.each([
    ['SR1', 'Sr Ti O3', 'Sr'],
    ['CO1', 'C O2', 'C'],
    ['CO1', 'Co O', 'Co'],
    ['Ow2', '', 'O'],
    ['D1', '', 'H'],
    ['Ti4+', '', 'Ti'],
  ])('%s in %j is %s', async (label, formula, element) => {
    expect((await atoms(`${label} 0 0 0 1`, formula))[0].element).toBe(element)
  })

  test.each([
    ['Xx1 0 0 0 1', 'atom Xx1 names no chemical element: add _atom_site_type_symbol'],
    ['Na1 0 0.5x 0 1', 'the place of atom Na1 is not three numbers'],
    ['Na1 0 0 0 1.5', 'the occupancy 1.5 of atom Na1 is to be from 0 to 1'],
    ['Na1 ? ? ? 1', 'it gives the place of no atom'],
  ])('%s is refused', async (text, message) => {
    await expect(atoms(text)).rejects.toThrow(`a.cif: ${message}`)
  })

  test.each([
    ['0 4 4 90 90 90', '_cell_length_a is to be a number from 0.5 to 500'],
    ['4 4 ? 90 90 90', '_cell_length_c is to be a number'],
    ['4 4 4 90 200 90', '_cell_angle_beta is to be a number from 10 to 170'],
    ['4 4 4 40 40 120', 'the angles 40°, 40°, 120° span no cell'],
  ])('a cell of %s is refused', async (cell, message) => {
    await expect(readStructure(cif({ cell }), 'a.cif')).rejects.toThrow(`a.cif: ${message}`)
  })

  test('too many atoms are refused before they take minutes', async () => {
    const many = Array.from({ length: 2100 }, (_, n) => `Na${n} ${(n / 2100).toFixed(5)} 0 0 1`).join('\n')
    await expect(atoms(many)).rejects.toThrow('a.cif: its cell has 2100 atoms, more than 2000')
    const all = operators(...Array.from({ length: 5000 }, () => 'x,y,z'))
    await expect(readStructure(cif({ symmetry: all }), 'a.cif')).rejects.toThrow(
      '1 sites under 5000 operators are too many',
    )
  })
})

describe('along a zone axis', () => {
  test.each([
    ['1,1,0', [1, 1, 0]],
    ['[1 -1 0]', [1, -1, 0]],
    ['[1-10]', [1, -1, 0]],
    ['001', [0, 0, 1]],
    ['2,2,0', [1, 1, 0]],
    [' 0, 0, -3 ', [0, 0, -1]],
  ])('%j', (text, zone) => {
    // −0 is 0 here.
    expect(readZone(text).map((index) => index + 0)).toEqual(zone)
  })

  test.each(['0,0,0', '1,1', '1,1,0,0', 'x', '', '1,1,99', '1.5,0,0', '11-'])('%j is none', (text) => {
    expect(() => readZone(text)).toThrow(InputError)
  })

  test('silicon along [110]: the smallest cell is oblique and holds one dumbbell, 1.36 Å long', async () => {
    const { cell, columns } = await readCif(fixture('si'), 'si.cif', '1,1,0')
    // a/2 [110] across is 3.840 Å, a/2 [112] projects to 5.431 / 2: the centred rectangle's primitive cell.
    expect(cell.a).toBeCloseTo(Math.hypot(3.8403 / 2, 5.431 / 2), 3)
    expect(cell.b).toBeCloseTo(cell.a, 5)
    expect(cell.angle).toBeCloseTo(109.471, 2)
    expect(columns.map(({ name, atoms }) => [name, atoms])).toEqual([
      ['Si', { Si: 1 }],
      ['Si', { Si: 1 }],
    ])
  })

  test('a site that elements share is one column named by both', async () => {
    expect(await readCif(fixture('lsmo'), 'lsmo.cif', '0,0,1')).toMatchObject({
      name: 'LSMO',
      cell: { a: 3.88, b: 3.88, angle: 90 },
      columns: [
        { name: 'La/Sr', position: [0, 0], atoms: { La: 0.7, Sr: 0.3 } },
        { name: 'Mn/O', position: [0.5, 0.5], atoms: { Mn: 1, O: 0.95 } },
        { name: 'O', atoms: { O: 0.95 } },
        { name: 'O', atoms: { O: 0.95 } },
      ],
    })
  })

  test('columns nearer than 0.3 Å are one, where their atoms scatter on average', async () => {
    const given = { cell: '4 6 8 90 90 90', atoms: 'Au 0 0 0 1\nC 0.05 0 0.4 1' }
    const [column, ...others] = (await readCif(cif(given), 'a.cif', '0,0,1')).columns
    expect(others).toEqual([])
    expect(column).toMatchObject({ name: 'Au/C', atoms: { Au: 1, C: 1 } })
    const apart = await readCif(cif({ ...given, atoms: 'Au 0 0 0 1\nC 0.08 0 0.4 1' }), 'a.cif', '0,0,1')
    expect(apart.columns).toHaveLength(2)
  })

  test('a supercell without symmetry is the same crystal', async () => {
    const sites = [0, 1, 2].flatMap((i) => [0, 1].map((j) => `Au ${(i / 3).toFixed(4)} ${j / 2} 0 1`))
    const { cell, columns } = await readCif(cif({ cell: '12 8 4 90 90 90', atoms: sites.join('\n') }), 'a.cif', '0,0,1')
    expect(cell.a * cell.b * Math.sin((cell.angle * Math.PI) / 180)).toBeCloseTo(16, 2)
    expect(columns).toHaveLength(1)
  })

  test('seen from the other side it is the mirror image', async () => {
    const turn = async (zone: string) => {
      const { cell, columns } = await readCif(fixture('gaas'), 'gaas.cif', zone)
      const [u, v] = columns[1].position
      return { cell, u, v }
    }
    const [front, back] = [await turn('1,1,0'), await turn('-1,-1,0')]
    expect(back.cell).toEqual(front.cell)
    // Along a + b the dumbbell points one way, and the mirror keeps the axes' lengths.
    expect(new Set([front.u, front.v])).toEqual(new Set([back.u, back.v]))
  })
})

test('whatever is done to a CIF: it is read, or an InputError says why', { timeout: 60_000 }, async () => {
  const texts = ['si', 'lamno3', 'zro2', 'lsmo', 'batio3'].map(fixture)
  const pieces = [
    "'",
    '"',
    ';',
    '\n;',
    '\n',
    ' ',
    '_',
    'loop_',
    'data_',
    '#',
    '0',
    '-',
    '1e99',
    '?',
    '.',
    ',',
    '(',
    'x',
    '\u0000',
    '🜚',
    "'''",
  ]
  const edit = fc.record({
    at: fc.nat(9999),
    cut: fc.nat(8),
    put: fc.array(fc.constantFrom(...pieces), { maxLength: 4 }),
  })
  let read = 0
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...texts),
      fc.array(edit, { minLength: 1, maxLength: 2 }),
      fc.constantFrom('0,0,1', '1,1,0', '3,-2,5'),
      async (text, edits, zone) => {
        const changed = edits.reduce((whole, { at, cut, put }) => {
          const from = Math.floor((at / 10_000) * whole.length)
          return whole.slice(0, from) + put.join('') + whole.slice(from + cut)
        }, text)
        try {
          const { cell, columns } = await readCif(changed, 'a.cif', zone)
          expect(
            [cell.a, cell.b, cell.angle, ...columns.flatMap(({ position }) => position)].every(Number.isFinite),
          ).toBe(true)
          read++
        } catch (error) {
          if (!(error instanceof InputError)) throw error
        }
      },
    ),
    { numRuns: 2000, seed: 1 },
  )
  // Changes that leave no crystal would prove nothing.
  expect(read).toBeGreaterThan(200)
})
