import { corrupt, truncated } from '../failures'

/**
 * LZMA2 (the format of .xz files, and of TIFF's compression 34925): chunks that are stored as they are or packed by LZMA, a range
 * coder whose every bit has an adaptive probability. After the public-domain specification of LZMA by Igor Pavlov.
 */

/** Probabilities have 11 bits, and move by a 32nd of the way at each bit. */
const half = 1 << 10
const moveBits = 5

const states = 12
const posStatesMost = 16
/** Lengths from here on share the slots of distances. */
const lenStates = 4
const alignBits = 4
/** Slots of distances whose low bits are all coded by a tree of their own. */
const endOfTrees = 14

/** Probabilities of a length: short, middle and long ones. */
interface Lengths {
  choice: Uint16Array
  low: Uint16Array
  middle: Uint16Array
  high: Uint16Array
}

export class Lzma2 {
  readonly #name: string
  readonly #data: Uint8Array
  #at: number
  readonly #output: Uint8Array
  #filled = 0

  #range = 0
  #code = 0
  /** Where the packed bytes of the present chunk end. */
  #end = 0

  #state = 0
  #distances = [0, 0, 0, 0]
  #literalContext = 0
  #literalPosition = 0
  #position = 0
  #literals = new Uint16Array(0)
  #isMatch = new Uint16Array(0)
  #isRepeat = new Uint16Array(0)
  #isRepeat0 = new Uint16Array(0)
  #isRepeat0Long = new Uint16Array(0)
  #isRepeat1 = new Uint16Array(0)
  #isRepeat2 = new Uint16Array(0)
  #slots = new Uint16Array(0)
  #trees = new Uint16Array(0)
  #align = new Uint16Array(0)
  #matchLengths = lengths()
  #repeatLengths = lengths()

  /** Unpacks at most `size` bytes, from byte `at` on. */
  constructor(name: string, data: Uint8Array, at: number, size: number) {
    this.#name = name
    this.#data = data
    this.#at = at
    this.#output = new Uint8Array(size)
  }

  /** The bytes, fewer than `size` where the data end before. */
  unpack(): Uint8Array {
    const output = this.#output
    while (this.#filled < output.length) {
      const control = this.#byte()
      if (control === 0) break
      if (control >= 0x80) this.#packed(control)
      else if (control <= 2) this.#stored()
      else throw corrupt(this.#name, 'an LZMA2 chunk of no known kind')
    }
    return output.subarray(0, this.#filled)
  }

  #stored(): void {
    const length = this.#word() + 1
    const part = this.#data.subarray(this.#at, this.#at + Math.min(length, this.#output.length - this.#filled))
    if (this.#at + part.length > this.#data.length || part.length === 0) throw this.#short()
    this.#output.set(part, this.#filled)
    this.#filled += part.length
    this.#at += length
  }

  #packed(control: number): void {
    const size = ((control & 0x1f) << 16) + this.#word() + 1
    const packed = this.#word() + 1
    if (control >= 0xc0) this.#properties(this.#byte())
    if (control >= 0xa0) this.#reset()
    if (this.#literals.length === 0) throw corrupt(this.#name, 'an LZMA2 chunk before its properties')
    this.#end = this.#at + packed
    if (this.#end > this.#data.length) throw this.#short()
    this.#at++
    this.#range = 0xffffffff
    this.#code = 0
    for (let index = 0; index < 4; index++) this.#code = ((this.#code << 8) | this.#byte()) >>> 0
    this.#lzma(Math.min(this.#filled + size, this.#output.length))
    this.#at = this.#end
  }

  #properties(value: number): void {
    if (value >= 9 * 5 * 5) throw corrupt(this.#name, `LZMA properties of ${value}`)
    this.#literalContext = value % 9
    this.#literalPosition = Math.floor(value / 9) % 5
    this.#position = Math.floor(value / 45)
    if (this.#literalContext + this.#literalPosition > 4) throw corrupt(this.#name, `LZMA properties of ${value}`)
  }

  #reset(): void {
    this.#state = 0
    this.#distances = [0, 0, 0, 0]
    this.#literals = chances(0x300 << (this.#literalContext + this.#literalPosition))
    this.#isMatch = chances(states * posStatesMost)
    this.#isRepeat = chances(states)
    this.#isRepeat0 = chances(states)
    this.#isRepeat0Long = chances(states * posStatesMost)
    this.#isRepeat1 = chances(states)
    this.#isRepeat2 = chances(states)
    this.#slots = chances(lenStates * 64)
    this.#trees = chances(128)
    this.#align = chances(1 << alignBits)
    this.#matchLengths = lengths()
    this.#repeatLengths = lengths()
  }

  #lzma(until: number): void {
    while (this.#filled < until) {
      const posState = this.#filled & ((1 << this.#position) - 1)
      const at = this.#state * posStatesMost + posState
      if (this.#bit(this.#isMatch, at) === 0) this.#literal()
      else if (this.#bit(this.#isRepeat, this.#state) === 0) this.#match(posState, until)
      else this.#repeat(at, posState, until)
    }
  }

  #literal(): void {
    const output = this.#output
    const previous = this.#filled > 0 ? output[this.#filled - 1] : 0
    const position = this.#filled & ((1 << this.#literalPosition) - 1)
    const context = (position << this.#literalContext) + (previous >> (8 - this.#literalContext))
    const base = 0x300 * context
    let symbol = 1
    if (this.#state >= 7) {
      let matched = output[this.#source(this.#distances[0])]
      while (symbol < 0x100) {
        const expected = (matched >> 7) & 1
        matched <<= 1
        const bit = this.#bit(this.#literals, base + ((1 + expected) << 8) + symbol)
        symbol = (symbol << 1) | bit
        if (bit !== expected) break
      }
    }
    while (symbol < 0x100) symbol = (symbol << 1) | this.#bit(this.#literals, base + symbol)
    output[this.#filled++] = symbol
    this.#state = this.#state < 4 ? 0 : this.#state < 10 ? this.#state - 3 : this.#state - 6
  }

  #match(posState: number, until: number): void {
    const length = this.#length(this.#matchLengths, posState)
    this.#state = this.#state < 7 ? 7 : 10
    const [a, b, c] = this.#distances
    this.#distances = [this.#distance(length), a, b, c]
    this.#copy(length + 2, until)
  }

  #repeat(at: number, posState: number, until: number): void {
    const state = this.#state
    const [a, b, c, d] = this.#distances
    if (this.#bit(this.#isRepeat0, state) === 0) {
      if (this.#bit(this.#isRepeat0Long, at) === 0) {
        this.#state = state < 7 ? 9 : 11
        this.#copy(1, until)
        return
      }
    } else if (this.#bit(this.#isRepeat1, state) === 0) this.#distances = [b, a, c, d]
    else if (this.#bit(this.#isRepeat2, state) === 0) this.#distances = [c, a, b, d]
    else this.#distances = [d, a, b, c]
    const length = this.#length(this.#repeatLengths, posState)
    this.#state = state < 7 ? 8 : 11
    this.#copy(length + 2, until)
  }

  /** A match that goes on past the end of what is wanted is cut there. */
  #copy(length: number, until: number): void {
    const output = this.#output
    let from = this.#source(this.#distances[0])
    for (let left = Math.min(length, until - this.#filled); left > 0; left--) output[this.#filled++] = output[from++]
  }

  #source(distance: number): number {
    const from = this.#filled - distance - 1
    if (from < 0) throw corrupt(this.#name, 'its LZMA data point before their beginning')
    return from
  }

  #length({ choice, low, middle, high }: Lengths, posState: number): number {
    if (this.#bit(choice, 0) === 0) return this.#tree(low, posState << 3, 3)
    if (this.#bit(choice, 1) === 0) return 8 + this.#tree(middle, posState << 3, 3)
    return 16 + this.#tree(high, 0, 8)
  }

  #distance(length: number): number {
    const slot = this.#tree(this.#slots, Math.min(length, lenStates - 1) << 6, 6)
    if (slot < 4) return slot
    const bits = (slot >> 1) - 1
    const base = (2 | (slot & 1)) * 2 ** bits
    if (slot < endOfTrees) return base + this.#reversed(this.#trees, base - slot, bits)
    return base + this.#direct(bits - alignBits) * 2 ** alignBits + this.#reversed(this.#align, 0, alignBits)
  }

  #tree(chances: Uint16Array, base: number, bits: number): number {
    let symbol = 1
    for (let index = 0; index < bits; index++) symbol = (symbol << 1) | this.#bit(chances, base + symbol)
    return symbol - (1 << bits)
  }

  #reversed(chances: Uint16Array, base: number, bits: number): number {
    let [node, symbol] = [1, 0]
    for (let index = 0; index < bits; index++) {
      const bit = this.#bit(chances, base + node)
      node = (node << 1) | bit
      symbol |= bit << index
    }
    return symbol
  }

  #direct(bits: number): number {
    let value = 0
    for (let index = 0; index < bits; index++) {
      this.#normalise()
      this.#range = this.#range >>> 1
      const bit = this.#code >= this.#range ? 1 : 0
      if (bit) this.#code = (this.#code - this.#range) >>> 0
      value = value * 2 + bit
    }
    return value
  }

  #bit(chances: Uint16Array, index: number): 0 | 1 {
    this.#normalise()
    const chance = chances[index]
    const bound = (this.#range >>> 11) * chance
    if (this.#code < bound) {
      this.#range = bound
      chances[index] = chance + ((2048 - chance) >> moveBits)
      return 0
    }
    this.#range -= bound
    this.#code -= bound
    chances[index] = chance - (chance >> moveBits)
    return 1
  }

  #normalise(): void {
    if (this.#range >= 2 ** 24) return
    this.#range = (this.#range << 8) >>> 0
    if (this.#at >= this.#end) throw this.#short()
    this.#code = ((this.#code << 8) | this.#data[this.#at++]) >>> 0
  }

  #byte(): number {
    if (this.#at >= this.#data.length) throw this.#short()
    return this.#data[this.#at++]
  }

  #word(): number {
    return (this.#byte() << 8) | this.#byte()
  }

  #short() {
    return truncated(this.#name, 'its LZMA data end too early')
  }
}

function chances(count: number): Uint16Array<ArrayBuffer> {
  return new Uint16Array(count).fill(half)
}

function lengths(): Lengths {
  return {
    choice: chances(2),
    low: chances(posStatesMost << 3),
    middle: chances(posStatesMost << 3),
    high: chances(256),
  }
}
