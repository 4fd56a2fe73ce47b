import { InputError } from '../errors'
import { corrupt } from './failures'

const MiB = 2 ** 20

/** Memory that any file may take, and more for each byte of its own: what real pictures are packed by, several times over. */
const memory = { base: 384 * MiB, perByte: 32 }

/** Bytes that may be unpacked from any file, all its images together, and more for each byte of its own. */
const work = { base: 512 * MiB, perByte: 256 }

/**
 * How often each byte of a file may be looked at as a header, a tag or a list: once, if its parts do not overlap, and a few
 * times more for what readers look at twice.
 */
const structure = { base: 2 * MiB, perByte: 6 }

/**
 * What one file may cost. Headers may say anything: parts that overlap, lists that share their entries, a megabyte that unpacks to
 * gigabytes. Every reader asks here *before* it takes memory or begins the work, and what a file of this size cannot need is refused.
 */
export class Budget {
  readonly #name: string
  readonly #bytes: number
  readonly #memory: number
  #structure = 0
  #work = 0

  /** For a file of so many bytes; `memory` is less where it was itself unpacked from another. */
  constructor(name: string, bytes: number, memoryLeft = memory.base + memory.perByte * bytes) {
    this.#name = name
    this.#bytes = bytes
    this.#memory = memoryLeft
  }

  /** For headers, tags and lists, as often as they are read. */
  look(bytes: number): void {
    this.#structure += bytes
    if (this.#structure > structure.base + structure.perByte * this.#bytes)
      throw corrupt(this.#name, 'its parts overlap, over and over')
  }

  /** For memory that is held at once. */
  hold(bytes: number): void {
    if (bytes <= this.#memory) return
    const [needed, least] = [bytes, this.#memory].map((value) => Math.round(value / MiB))
    const cause = `its picture takes ${needed} MiB, where a file of its size gets ${least}`
    throw new InputError('too-large', this.#name, `${cause}; crop it, or save it without compression`)
  }

  /** For bytes that are unpacked, `weight` times where that is so many times slower than inflating. */
  unpack(bytes: number, weight = 1): void {
    this.#work += bytes * weight
    if (this.#work <= work.base + work.perByte * this.#bytes) return
    throw new InputError(
      'too-large',
      this.#name,
      'its pictures take more work than a file of its size gets; save fewer of them, or save it without compression',
    )
  }

  /** The budget of a file of so many bytes that was packed in this one; to be asked for before it is unpacked. */
  unpacked(bytes: number): Budget {
    this.hold(bytes)
    this.unpack(bytes)
    return new Budget(this.#name, bytes, this.#memory - bytes)
  }
}
