import type { Dataset, Group } from 'h5wasm'
import { noteHarm } from './library'

/** Bounds on what is looked at: a file may hold any number of objects, and links that go round in circles. */
const maxEntries = 4096
const maxDepth = 8

/** An attribute or text longer than this is no description of an image. */
const maxTextBytes = 4 * 1024 * 1024

export function isGroup(entity: unknown): entity is Group {
  return (entity as Group | null)?.type === ('Group' as Group['type'])
}

export function isDataset(entity: unknown): entity is Dataset {
  return (entity as Dataset | null)?.type === ('Dataset' as Dataset['type'])
}

/** The group at a path, or null. */
export function groupIn(group: Group, path: string): Group | null {
  const entity = get(group, path)
  return isGroup(entity) ? entity : null
}

export function datasetIn(group: Group, path: string): Dataset | null {
  const entity = get(group, path)
  return isDataset(entity) ? entity : null
}

/** The groups right below one, with their names. */
export function groupsIn(group: Group): [string, Group][] {
  return group
    .keys()
    .slice(0, maxEntries)
    .flatMap((key) => {
      const child = groupIn(group, key)
      return child ? [[key, child] as [string, Group]] : []
    })
}

/** Everything below a group, nearest first, each link once, as far as the bounds allow. */
export function* walk(root: Group): Generator<[path: string, entity: Group | Dataset]> {
  let seen = 0
  let level: [string, Group][] = [['', root]]
  for (let depth = 0; depth < maxDepth && level.length > 0; depth++) {
    const next: [string, Group][] = []
    for (const [path, group] of level) {
      for (const key of group.keys()) {
        if (++seen > maxEntries) return
        const entity = get(group, key)
        if (!isGroup(entity) && !isDataset(entity)) continue
        yield [`${path}/${key}`, entity]
        if (isGroup(entity)) next.push([`${path}/${key}`, entity])
      }
    }
    level = next
  }
}

/** A number or text among the attributes, or undefined where there is none. */
export function attribute(entity: Group | Dataset, name: string): string | number | undefined {
  // The object of attributes has getters, so that this reads no other attribute.
  if (!(name in entity.attrs)) return undefined
  const found = entity.attrs[name]
  if (found.metadata.total_size * found.metadata.size > maxTextBytes) return undefined
  const value = found.json_value
  const scalar = Array.isArray(value) ? value[0] : value
  return typeof scalar === 'string' || typeof scalar === 'number' ? scalar : undefined
}

export function numberAttribute(entity: Group | Dataset, name: string): number | undefined {
  const value = attribute(entity, name)
  const number = typeof value === 'string' ? parseFloat(value) : value
  return number !== undefined && Number.isFinite(number) ? number : undefined
}

export function textAttribute(entity: Group | Dataset, name: string): string | undefined {
  const value = attribute(entity, name)
  return value === undefined ? undefined : String(value)
}

function get(group: Group, path: string): unknown {
  try {
    return group.get(path)
  } catch (cause) {
    // Stopped in the middle of its work: whatever it said of this file now would be a guess.
    if (cause instanceof WebAssembly.RuntimeError) throw cause
    // What the library cannot open is not there, as far as images go. (What is not there at all it tells without an error.)
    noteHarm()
    return null
  }
}
