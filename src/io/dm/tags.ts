import type { Budget } from '../budget'
import { ByteReader, latin1 } from '../byte-reader'
import { corrupt, unsupported } from '../failures'
import type { SampleKind } from '../samples'
import { readNumber } from '../samples'

/** Numbers that lie in the file as they are: pixels, or a text in 16-bit characters. */
export interface TagArray {
  kind: SampleKind
  itemBytes: number
  count: number
  bytes: Uint8Array
  littleEndian: boolean
}

export type TagValue = number | string | TagArray | TagGroup

/** Entries by name; those without a name are called by their place in the group: `0`, `1` … */
export type TagGroup = Map<string, TagValue>

/** By the number of an encoded type. */
const types: Partial<Record<number, [kind: SampleKind, bytes: number]>> = {
  2: ['int', 2],
  3: ['int', 4],
  4: ['uint', 2],
  5: ['uint', 4],
  6: ['float', 4],
  7: ['float', 8],
  8: ['uint', 1],
  9: ['int', 1],
  10: ['uint', 1],
  11: ['int', 8],
  12: ['uint', 8],
}

const encodedStruct = 15
const encodedString = 18
const encodedArray = 20

const groupEntry = 20
const valueEntry = 21

/** Files have some thousands of tags, nested to about ten; more is a trap. */
const maxTags = 1_000_000
const maxDepth = 64

/** Groups, names and counts are big-endian, values mostly not; versions 3 and 4 differ in the width of sizes alone. */
export class TagParser {
  readonly #reader: ByteReader
  readonly #littleEndian: boolean
  readonly #version: number
  #tags = 0

  constructor(bytes: Uint8Array, name: string, budget: Budget) {
    this.#reader = new ByteReader(bytes, name, false, budget)
    this.#version = this.#reader.u32()
    if (this.#version !== 3 && this.#version !== 4) throw unsupported(name, `DM version ${this.#version}`)
    this.#size()
    this.#littleEndian = this.#reader.u32() === 1
  }

  /** The whole tree, in which arrays are views of the file. */
  root(): TagGroup {
    return this.#group(0)
  }

  #group(depth: number): TagGroup {
    const reader = this.#reader
    if (depth > maxDepth) throw corrupt(reader.name, `its tags are nested more than ${maxDepth} deep`)
    reader.take(2)
    const count = this.#size()
    const group: TagGroup = new Map()
    for (let index = 0; index < count; index++) {
      if (++this.#tags > maxTags) throw corrupt(reader.name, `it has more than ${maxTags} tags`)
      const kind = reader.u8()
      const label = latin1(reader.take(reader.u16()))
      if (this.#version === 4) reader.take(8)
      if (kind === groupEntry) group.set(label || String(index), this.#group(depth + 1))
      else if (kind === valueEntry) group.set(label || String(index), this.#value())
      else throw corrupt(reader.name, `a tag of kind ${kind} at byte ${reader.offset}`)
    }
    return group
  }

  #value(): TagValue {
    const reader = this.#reader
    if (latin1(reader.take(4)) !== '%%%%')
      throw corrupt(reader.name, `no tag where one should be, byte ${reader.offset}`)
    const infoCount = this.#size()
    if (infoCount < 1) throw corrupt(reader.name, 'a tag without a type')
    const end = reader.offset + infoCount * this.#sizeBytes
    const value = this.#encoded(this.#size(), end)
    return value
  }

  /** `end` is where the description of the type ends and the value begins. */
  #encoded(type: number, end: number): TagValue {
    if (type === encodedStruct) return this.#struct(end)
    if (type === encodedArray) return this.#array(end)
    if (type === encodedString) {
      const bytes = this.#size() * 2
      return this.#text(this.#reader.seek(end).take(bytes))
    }
    const [kind, bytes] = this.#simple(type)
    return readNumber(this.#reader.seek(end).take(bytes), kind, this.#littleEndian)
  }

  #struct(end: number): TagGroup {
    const fields = this.#fields()
    this.#reader.seek(end)
    const number = ([kind, size]: [SampleKind, number]) => readNumber(this.#reader.take(size), kind, this.#littleEndian)
    return new Map(fields.map((field, i) => [String(i), number(field)]))
  }

  #array(end: number): TagArray {
    const reader = this.#reader
    const type = this.#size()
    // Of structures only the size matters: what Lacuna reads lies in arrays of numbers.
    const [kind, itemBytes]: [SampleKind, number] =
      type === encodedStruct ? ['uint', this.#fields().reduce((sum, [, size]) => sum + size, 0)] : this.#simple(type)
    const count = this.#size()
    const bytes = reader.seek(end).take(count * itemBytes)
    return { kind, itemBytes, count, bytes, littleEndian: this.#littleEndian }
  }

  /** The fields of a structure: each has the length of a name that is never there, and a type. */
  #fields(): [SampleKind, number][] {
    this.#size()
    const count = this.#size()
    const fields: [SampleKind, number][] = []
    for (let index = 0; index < count; index++) {
      this.#size()
      fields.push(this.#simple(this.#size()))
    }
    return fields
  }

  #simple(type: number): [SampleKind, number] {
    const found = types[type]
    if (!found) throw corrupt(this.#reader.name, `a tag of type ${type}`)
    return found
  }

  #text(bytes: Uint8Array): string {
    return new TextDecoder(this.#littleEndian ? 'utf-16le' : 'utf-16be').decode(bytes)
  }

  get #sizeBytes(): number {
    return this.#version === 4 ? 8 : 4
  }

  #size(): number {
    return this.#version === 4 ? this.#reader.u64() : this.#reader.u32()
  }
}

/** The entry at the end of a path, or undefined where there is none. */
export function tagAt(root: TagGroup, ...path: string[]): TagValue | undefined {
  return path.reduce<TagValue | undefined>((at, key) => (at instanceof Map ? at.get(key) : undefined), root)
}

export function numberAt(root: TagGroup, ...path: string[]): number | undefined {
  const value = tagAt(root, ...path)
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

/** Texts are stored as arrays of 16-bit characters. */
export function textAt(root: TagGroup, ...path: string[]): string | undefined {
  const value = tagAt(root, ...path)
  if (typeof value === 'string') return value
  if (value === undefined || typeof value === 'number' || value instanceof Map || value.itemBytes !== 2)
    return undefined
  const decoder = new TextDecoder(value.littleEndian ? 'utf-16le' : 'utf-16be')
  return decoder.decode(value.bytes.subarray(0, 2000)).split('\0', 1)[0]
}

export function groupAt(root: TagGroup, ...path: string[]): TagGroup {
  const value = tagAt(root, ...path)
  return value instanceof Map ? value : new Map<string, TagValue>()
}
