import { openFile } from '../../../src/io/read'
import { LocalDetector } from '../../../src/session/local-detector'
import { resultFiles } from '../../../src/session/files/result-files'
import { simulateMicrograph } from '../../../src/stem/simulate/micrograph'
import { seedFiles } from '../fuzz/seeds'
import { micrograph, result } from '../result'
import { withinMemory } from '../../../src/errors'
import type { Scenario } from './faults'
import { withMemoryFaults } from './memory'

/** Work without any adapter, in which each of the larger arrays finds no memory once; the next time it comes to the same. */
function allocating(name: string, least: number, work: () => Promise<unknown>): Scenario {
  let right: Promise<string> | undefined
  return {
    name: `${name}; no memory for an array`,
    patience: 30,
    async run(faults) {
      await (right ??= work().then(JSON.stringify))
      return {
        work: withMemoryFaults(faults, least, work),
        harm: async (error) => {
          // What was refused once must be refused for no other reason, and harm nothing.
          const again = JSON.stringify(await work())
          const isBlamed = error !== null && /damaged|cut short/.test(error.message)
          return {
            ...(again !== (await right) && { wrong: 'the next time it comes to something else' }),
            ...(isBlamed && { wrong: `it blames the file: ${error.message}` }),
          }
        },
      }
    },
  }
}

export async function allocations(): Promise<Scenario[]> {
  const seeds = Object.entries(await seedFiles()).filter(([, { read }]) => !read)
  const readers = seeds.map(([name, { files }]) =>
    allocating(`reading ${name}`, 64, async () => {
      const all = []
      for (const bytes of files) all.push(await pixels(bytes))
      return all
    }),
  )
  const { micrograph: crystal } = simulateMicrograph({ seed: 3, width: 128, height: 128, bits: 16 })
  const lattice = async () => {
    const detector = new LocalDetector(() => Promise.reject(new Error('no adapter is needed')))
    detector.take(crystal)
    return detector.findLattice()
  }
  // The record says how long the pictures took.
  const made = resultFiles('a', micrograph(), result()).filter(({ name }) => !name.endsWith('.json'))
  const files = () => withinMemory(async () => made.map(({ content }) => Buffer.from(content()).toString('base64')))
  return [...readers, allocating('finding a lattice', 4096, lattice), allocating('making the files', 1024, files)]
}

async function pixels(bytes: Uint8Array): Promise<unknown> {
  const file = await openFile(bytes, 'input')
  if (file.kind === 'stack') return file.stack.data.length
  return file.images.map((image) => {
    try {
      return [...image.read().data.slice(0, 9)]
    } catch (error) {
      // Floats that somebody took for other numbers may be none.
      if ((error as { code?: string }).code === 'not-finite') return null
      throw error
    }
  })
}
