/** When a block of the arena is in use: from the call that writes it to the last one that reads it. */
export interface Lifetime {
  words: number
  first: number
  last: number
}

export interface ArenaPlan {
  /** Start of each block, in the order given. */
  offsets: number[]
  /** Words that the arena needs. */
  size: number
  /** The most words that are alive at once: no plan can be smaller. */
  peak: number
}

/**
 * Gives blocks whose lifetimes do not overlap the same place: the largest first, each at the lowest offset that is free
 * for as long as it lives (the "greedy by size" rule of Pisarchyk and Lee, arXiv:2001.03288).
 */
export function planArena(blocks: Lifetime[]): ArenaPlan {
  const offsets = new Array<number>(blocks.length).fill(0)
  const placed: number[] = []
  const largestFirst = blocks.map((_, index) => index).sort((a, b) => blocks[b].words - blocks[a].words || a - b)
  let size = 0
  for (const index of largestFirst) {
    const block = blocks[index]
    let offset = 0
    for (const other of placed) {
      const overlaps = blocks[other].first <= block.last && block.first <= blocks[other].last
      if (!overlaps) continue
      if (offsets[other] - offset >= block.words) break
      offset = Math.max(offset, offsets[other] + blocks[other].words)
    }
    offsets[index] = offset
    size = Math.max(size, offset + block.words)
    placed.push(index)
    placed.sort((a, b) => offsets[a] - offsets[b])
  }
  return { offsets, size, peak: peakOf(blocks) }
}

/**
 * Gives blocks whose lifetimes do not overlap the same one of several objects, each as large as its largest block; the
 * same rule for what cannot lie side by side, such as textures that one dispatch reads and another stores.
 */
export function planObjects(blocks: Lifetime[]): { objects: number[]; sizes: number[]; peak: number } {
  const objects = new Array<number>(blocks.length).fill(0)
  const held: number[][] = []
  const largestFirst = blocks.map((_, index) => index).sort((a, b) => blocks[b].words - blocks[a].words || a - b)
  for (const index of largestFirst) {
    const { first, last } = blocks[index]
    const isFree = (others: number[]) =>
      others.every((other) => blocks[other].last < first || last < blocks[other].first)
    let object = held.findIndex(isFree)
    if (object < 0) object = held.push([]) - 1
    held[object].push(index)
    objects[index] = object
  }
  return { objects, sizes: held.map(([largest]) => blocks[largest].words), peak: peakOf(blocks) }
}

function peakOf(blocks: Lifetime[]): number {
  let peak = 0
  for (const { first: now } of blocks) {
    let alive = 0
    for (const block of blocks) if (block.first <= now && now <= block.last) alive += block.words
    peak = Math.max(peak, alive)
  }
  return peak
}
