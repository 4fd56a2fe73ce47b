import { expect, test } from 'vitest'
import { type Commanded, take } from '../../../../src/app/detector/commands'
import type { LacunaError } from '../../../../src/errors'
import type { Session } from '../../../../src/app/state/session'

/** What becomes of files that are dropped together, step by step. */
function taken(...names: string[]): Promise<string[]> {
  return takenWhile(null, names)
}

async function takenWhile(batch: object | null, names: readonly string[]): Promise<string[]> {
  const steps: string[] = []
  const note = (what: string) => (source: File) => Promise.resolve(steps.push(`${what} ${source.name}`))
  const element: Commanded = {
    open: note('open'),
    openSample: () => Promise.reject(new Error('nobody asked for it')),
    loadModel: note('model'),
    openCrystal: note('crystal'),
    saveSession: () => Promise.reject(new Error('nobody asked for it')),
    openSession: (source, picture) =>
      Promise.resolve(steps.push(`session ${source.name} ${picture?.name ?? ''}`.trim())),
    renderRoot: {} as DocumentFragment,
    exportFigure: () => Promise.reject(new Error('none')),
    exportResults: () => Promise.reject(new Error('nobody asked for it')),
  }
  const session = {
    store: { state: { batch } },
    list: (files: readonly File[]) => steps.push(`list ${files.map(({ name }) => name).join(' ')}`),
    attempt: (work: () => Promise<unknown>) => work().catch((error: LacunaError) => steps.push(error.code)),
  }
  await take(
    element,
    session as unknown as Session,
    names.map((name) => new File(['x'], name)),
  )
  return steps
}

test('a model comes before the micrographs that it judges, a crystal after them, since opening one drops it', async () => {
  const steps = await taken('mine.CIF', 'a.dm4', 'b.tif', 'm.safetensors')
  expect(steps).toEqual(['model m.safetensors', 'list a.dm4 b.tif', 'open a.dm4', 'crystal mine.CIF'])
})

test('each alone leaves the rest as it is', async () => {
  expect(await taken('mine.json')).toEqual(['crystal mine.json'])
  expect(await taken('m.safetensors')).toEqual(['model m.safetensors'])
  // Of several the last counts, as of models.
  expect(await taken('one.cif', 'two.cif')).toEqual(['crystal two.cif'])
})

test('a session brings its own micrograph and model; one that is dropped with it is what it lacks', async () => {
  expect(await taken('a.png', 'mine.LACUNA', 'm.safetensors')).toEqual(['session mine.LACUNA a.png'])
  expect(await taken('mine.lacuna')).toEqual(['session mine.lacuna'])
})

test('nothing is taken while all files of a list are searched', async () => {
  const batch = { done: 0, total: 2, name: 'a.dm4' }
  expect(await takenWhile(batch, ['b.tif', 'm.safetensors', 'mine.cif', 'mine.lacuna'])).toEqual(['busy'])
})
