import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { inGroups } from '../../../src/cli/in-groups'
import { Models, requireModels } from '../../../src/cli/models'
import { InputError, ModelError } from '../../../src/errors'
import type { LocalDetector } from '../../../src/session/local-detector'
import { scratchFolder } from '../../support/cli'

/**
 * A detector that reads a lattice's name off a file, and whose models are such names: what it was asked for, in turn. Files that begin with
 * "no" show none.
 */
function stub() {
  const asked: string[] = []
  let [open, held, bulk]: [string, string, string[]] = ['', '', []]
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes)
  const detector = {
    openFile: (path: string) => (open = readFileSync(path, 'utf8')),
    loadModel(bytes: Uint8Array, name: string) {
      held = text(bytes)
      if (held === 'broken') return Promise.reject(new ModelError('model', name, 'it is no model'))
      return Promise.resolve({ preset: 'fast', seed: 1 })
    },
    findLattice: () => Promise.resolve({ verdict: open.startsWith('no') ? 'not periodic' : 'periodic' }),
    detect() {
      if (!open.startsWith('no') && open !== held)
        return Promise.reject(new ModelError('model-lattice', held, 'it has learned another crystal'))
      return Promise.resolve({ by: held, verdict: open.startsWith('no') ? 'not periodic' : 'periodic' })
    },
    addBulk(bytes: Uint8Array, name: string, { ofLattice }: { ofLattice?: boolean }) {
      const lattice = text(bytes)
      expect(ofLattice).toBe(true)
      asked.push(name)
      const fits = !lattice.startsWith('no') && (bulk.length === 0 || bulk[0] === lattice)
      if (!fits) return Promise.reject(new ModelError('model-lattice', name, 'another'))
      bulk.push(lattice)
      return Promise.resolve()
    },
    train() {
      asked.push(`train on ${bulk.length}`)
      held = bulk[0]
      bulk = []
      return Promise.resolve({})
    },
    saveModel: () => Promise.resolve(new TextEncoder().encode(held)),
  }
  return { detector: detector as unknown as LocalDetector & typeof detector, asked }
}

function files(folder: string, lattices: readonly string[]): string[] {
  return lattices.map((lattice, n) => {
    const path = join(folder, `${String(n).padStart(2, '0')}.tif`)
    writeFileSync(path, lattice)
    return path
  })
}

describe('--model auto', () => {
  it('makes a model of each lattice, of several that are spread over the inputs, and uses it for the others', async () => {
    const folder = scratchFolder()
    const paths = files(folder, ['a', 'a', 'noise', 'b', 'a', 'a', 'a', 'b'])
    const { detector, asked } = stub()
    const models = await Models.load(detector, 'auto', folder, undefined)
    const found: (string | null)[] = []
    for (const [n, path] of paths.entries()) {
      detector.openFile(path)
      const { result, model } = await models.search(detector, path, paths.slice(n + 1), {})
      if (model) expect(readFileSync(model, 'utf8')).toBe((result as unknown as { by: string }).by)
      found.push(model && readFileSync(model, 'utf8'))
    }
    expect(found).toEqual(['a', 'a', null, 'b', 'a', 'a', 'a', 'b'])
    expect(asked).toEqual([
      // The first, then from the end, the middle and the quarters: of another lattice is the last.
      ...[0, 7, 4, 2, 6, 1].map((n) => paths[n]),
      'train on 4',
      ...[3, 7, 5, 4, 6].map((n) => paths[n]),
      'train on 2',
    ])
    expect(readdirSync(join(folder, 'models'))).toHaveLength(2)

    // A second run has them.
    const again = stub()
    const kept = await Models.load(again.detector, 'auto', folder, undefined)
    again.detector.openFile(paths[3])
    await kept.search(again.detector, paths[3], [], {})
    expect(again.asked).toEqual([])
    expect(kept.foreign).toHaveLength(2)
  })
})

describe('--model auto with several processes', () => {
  it('makes models in this process alone, and gives the others what they know', async () => {
    const models = scratchFolder()
    const inputs = ['bad', 'a1', 'a2', 'b1', 'a3', 'b2'].map((name) => ({ path: name, name }))
    const known = new Set<string>()
    const done: string[] = []
    await inGroups(inputs, {
      models: join(models, 'models'),
      here: ([{ path }]) => {
        done.push(`here ${path}`)
        if (path === 'bad') return Promise.resolve()
        known.add(path[0])
        mkdirSync(join(models, 'models'), { recursive: true })
        return Promise.resolve()
      },
      atOnce: (some, model, take) => {
        expect(model).toBe(join(models, 'models'))
        for (const input of some) {
          const error = new ModelError('model-lattice', model, 'another')
          take(input, known.has(input.path[0]) ? { inputs: [], files: [input.path] } : error)
        }
        return Promise.resolve()
      },
      take: ({ path }) => done.push(path),
    })
    expect(done).toEqual(['here bad', 'here a1', 'a2', 'a3', 'here b1', 'b2'])
  })
})

describe('a folder of models', () => {
  it('names itself where none of them knows a lattice, and the file that is none', async () => {
    const folder = scratchFolder()
    const [path] = files(folder, ['c'])
    for (const name of ['a', 'b']) writeFileSync(join(folder, `${name}.safetensors`), name)
    const { detector } = stub()
    const models = await Models.load(detector, folder, folder, undefined)
    detector.openFile(path)
    await expect(models.search(detector, path, [], {})).rejects.toThrow(
      `${folder}: none of its 2 models has learned the lattice of ${path}; train one on it, or use --model auto`,
    )
    await expect(models.requireOne(detector, path)).rejects.toMatchObject({ code: 'no-model' })
    await expect(Models.load(detector, folder, folder, 'paper')).rejects.toMatchObject({ code: 'model-preset' })
    writeFileSync(join(folder, 'c.safetensors'), 'broken')
    await expect(Models.load(detector, folder, folder, undefined)).rejects.toThrow(/c\.safetensors: it is no model/)
  })

  it('is refused where it holds none, as is a file that is not there', async () => {
    const folder = scratchFolder()
    mkdirSync(join(folder, 'empty'))
    await expect(requireModels(join(folder, 'empty'))).rejects.toBeInstanceOf(InputError)
    await expect(requireModels(join(folder, 'gone.safetensors'))).rejects.toMatchObject({ code: 'unreadable' })
    await expect(requireModels('auto')).resolves.toBeUndefined()
  })
})
