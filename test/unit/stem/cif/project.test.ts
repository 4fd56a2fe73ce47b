import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { project } from '../../../../src/stem/cif/project'
import { readStructure } from '../../../../src/stem/cif/structure'
import type { Zone } from '../../../../src/stem/cif/zone'
import type { Projection } from '../../../../src/stem/crystal/projection'
import references from '../../../fixtures/projected-columns.json'

async function projected(crystal: string, zone: Zone): Promise<Projection> {
  const file = `test/fixtures/crystals/${crystal}.cif`
  return project(await readStructure(readFileSync(file, 'utf8'), file), zone)
}

function basisOf({ cell: { a, b, angle } }: Projection) {
  const radians = (angle * Math.PI) / 180
  return { a: { x: a, y: 0 }, b: { x: b * Math.cos(radians), y: b * Math.sin(radians) } }
}

/** From each column to the eight nearest others, Å. */
function nearest(projection: Projection): { name: string; atoms: Record<string, number>; distances: number[] }[] {
  const { a, b } = basisOf(projection)
  const reach = [-4, -3, -2, -1, 0, 1, 2, 3, 4]
  return projection.columns.map(({ name, atoms, position }) => {
    const distances = projection.columns.flatMap((other) =>
      reach.flatMap((i) =>
        reach.map((j) => {
          const [u, v] = [other.position[0] - position[0] + i, other.position[1] - position[1] + j]
          return Math.hypot(u * a.x + v * b.x, u * a.y + v * b.y)
        }),
      ),
    )
    return { name, atoms: atoms as Record<string, number>, distances: distances.sort((p, q) => p - q).slice(1, 9) }
  })
}

test.each(
  references.cases.map((reference) => [`${reference.crystal} [${reference.zone.join(' ')}]`, reference] as const),
)(
  '%s: columns, their atoms and their neighbours are those of an independent program',
  async (_, { crystal, zone, beam, volume, atoms, columns }) => {
    const projection = await projected(crystal, zone as unknown as Zone)
    const found = nearest(projection)
    expect([...new Set(found.map(({ name }) => name))].sort()).toEqual(
      [...new Set(columns.map(({ name }) => name))].sort(),
    )

    // What the smallest cell holds, at the crystal's density, is as high as a whole part of the lattice vector along the beam.
    const { a, b } = basisOf(projection)
    const parts = Object.entries(atoms).map(([symbol, count]) => {
      const held = projection.columns.reduce((sum, column) => sum + (column.atoms[symbol] ?? 0), 0)
      return beam / (held / ((count / volume) * a.x * b.y))
    })
    for (const part of parts) expect(part).toBeCloseTo(Math.round(parts[0]), 2)
    expect([1, 2, 3, 4, 6]).toContain(Math.round(parts[0]))

    for (const column of columns) {
      for (const distances of column.nearest) {
        // Places are rounded to 5 decimals of a cell, the reference's to 0.001 Å; equal places merge in another order.
        const alike = found.filter(
          (one) => one.name === column.name && one.distances.every((d, n) => Math.abs(d - distances[n]) < 0.004),
        )
        expect(alike.length, `${column.name} ${distances.join(' ')}`).toBeGreaterThan(0)
        for (const one of alike) {
          for (const [symbol, count] of Object.entries(column.atoms)) {
            expect(one.atoms[symbol] * Math.round(parts[0])).toBeCloseTo(count!, 4)
          }
        }
      }
    }
    for (const one of found) {
      const listed = columns.filter(({ name }) => name === one.name).flatMap((column) => column.nearest)
      expect(listed.some((distances) => one.distances.every((d, n) => Math.abs(d - distances[n]) < 0.004))).toBe(true)
    }
  },
)
