import type { Random } from '../../../src/nn/random'

/** Numbers at which readers go wrong: signs, powers of two and their neighbours, sizes that no file has. */
const extremes = [
  0, 1, 2, 3, 4, 7, 8, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff,
]

/** A file changed in one to six ways, each of which leaves most of its structure standing. `others` lend parts of themselves. */
export function mutated(bytes: Uint8Array, random: Random, others: readonly Uint8Array[]): Uint8Array {
  let file: Uint8Array = bytes.slice()
  const changes = 1 + random.integer(random.integer(4) === 0 ? 6 : 2)
  for (let change = 0; change < changes && file.length > 0; change++) {
    file = mutations[random.integer(mutations.length)](file, random, others)
  }
  return file
}

type Mutation = (file: Uint8Array, random: Random, others: readonly Uint8Array[]) => Uint8Array

const mutations: readonly Mutation[] = [
  changeByte,
  changeByte,
  changeNumber,
  changeNumber,
  changeNumber,
  copyNumber,
  changeDigit,
  truncate,
  repeatBlock,
  cutBlock,
  moveBlock,
  fillBlock,
  borrow,
]

/** Headers matter more than pixels: half of all places lie in the first few hundred bytes. */
function place(file: Uint8Array, random: Random): number {
  const head = Math.min(file.length, 300)
  return random.integer(random.integer(2) === 0 ? head : file.length)
}

function changeByte(file: Uint8Array, random: Random): Uint8Array {
  const at = place(file, random)
  file[at] = random.integer(2) === 0 ? file[at] ^ (1 << random.integer(8)) : random.integer(256)
  return file
}

/** In either order of bytes, of 1 to 8 bytes. */
function changeNumber(file: Uint8Array, random: Random): Uint8Array {
  const size = [1, 2, 4, 4, 8][random.integer(5)]
  const at = Math.min(place(file, random), file.length - size)
  if (at < 0) return file
  const small = [file.length, file.length - 1, at, at + size, random.integer(file.length), random.integer(300)]
  const value =
    random.integer(2) === 0 ? extremes[random.integer(extremes.length)] : small[random.integer(small.length)]
  const little = random.integer(2) === 0
  for (let byte = 0; byte < size; byte++) {
    file[at + (little ? byte : size - 1 - byte)] =
      byte < 4 ? (value >>> (8 * byte)) & 255 : random.integer(8) === 0 ? 255 : 0
  }
  return file
}

/** What stands at another place: offsets and counts of other things, which all are plausible. */
function copyNumber(file: Uint8Array, random: Random): Uint8Array {
  const size = [2, 4, 8][random.integer(3)]
  const [from, to] = [place(file, random), place(file, random)].map((at) =>
    Math.max(0, Math.min(at, file.length - size)),
  )
  file.copyWithin(to, from, from + size)
  return file
}

/** In a text, such as JSON or a header of NumPy's. */
function changeDigit(file: Uint8Array, random: Random): Uint8Array {
  const start = place(file, random)
  const at = file.findIndex((byte, index) => index >= start && byte >= 0x30 && byte <= 0x39)
  if (at >= 0) file[at] = random.integer(8) === 0 ? 0x2d : 0x30 + random.integer(10)
  return file
}

function truncate(file: Uint8Array, random: Random): Uint8Array {
  return file.slice(0, random.integer(file.length + 1))
}

function block(file: Uint8Array, random: Random): [start: number, end: number] {
  const start = place(file, random)
  return [start, Math.min(file.length, start + 1 + random.integer(64))]
}

function repeatBlock(file: Uint8Array, random: Random): Uint8Array {
  const [start, end] = block(file, random)
  const part = file.subarray(start, end)
  return joined(file.subarray(0, end), ...Array.from({ length: 1 + random.integer(4) }, () => part), file.subarray(end))
}

function cutBlock(file: Uint8Array, random: Random): Uint8Array {
  const [start, end] = block(file, random)
  return joined(file.subarray(0, start), file.subarray(end))
}

function moveBlock(file: Uint8Array, random: Random): Uint8Array {
  const [start, end] = block(file, random)
  file.copyWithin(place(file, random), start, end)
  return file
}

function fillBlock(file: Uint8Array, random: Random): Uint8Array {
  const [start, end] = block(file, random)
  return file.fill([0, 255, 1, 0x80][random.integer(4)], start, end)
}

function borrow(file: Uint8Array, random: Random, others: readonly Uint8Array[]): Uint8Array {
  const other = others[random.integer(others.length)]
  const [start, end] = block(other, random)
  const at = place(file, random)
  file.set(other.subarray(start, Math.min(end, start + file.length - at)), at)
  return file
}

function joined(...parts: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
