import { expect, it, vi } from 'vitest'
import { Keeper } from '../../../../src/app/kept/keeper'
import type { Shelf } from '../../../../src/app/kept/shelf'

const file = (name: string) => new File(['…'], name)
const [scan, other, model] = [file('scan.dm4'), file('other.dm4'), file('model.safetensors')]

function shelf(entries = new Map<string, unknown>()) {
  const fake = {
    get: vi.fn(async (key: string) => entries.get(key)),
    set: vi.fn(async (key: string, value: unknown) => void entries.set(key, value)),
    delete: vi.fn(async (key: string) => void entries.delete(key)),
    clear: vi.fn(async () => entries.clear()),
  } satisfies Shelf
  return { fake, entries }
}

const full = () => Promise.reject(new DOMException('full', 'QuotaExceededError'))

it('gives back on the next visit what was kept on this one', async () => {
  const { fake } = shelf()
  const now = new Keeper(fake, () => {})
  void now.keep('micrograph', scan)
  void now.keep('model', model)
  await now.setSearched(true)
  expect(await new Keeper(fake, () => {}).recall()).toEqual({ micrograph: scan, model, searched: true })
})

it.each([
  ['another micrograph', (keeper: Keeper) => keeper.keep('micrograph', other)],
  ['another model', (keeper: Keeper) => keeper.keep('model', file('new.safetensors'))],
  ['no micrograph', (keeper: Keeper) => keeper.drop('micrograph')],
])('%s has not been searched', async (_, change) => {
  const { fake, entries } = shelf(
    new Map<string, unknown>([
      ['micrograph', scan],
      ['model', model],
    ]),
  )
  const before = new Keeper(fake, () => {})
  await before.recall()
  await before.setSearched(true)
  const keeper = new Keeper(fake, () => {})
  expect(await keeper.recall()).toMatchObject({ searched: true })
  await change(keeper)
  expect(keeper.kept.searched).toBe(false)
  expect(entries.get('searched')).toBeUndefined()
})

it('what one tab has searched is not what another one then keeps', async () => {
  const { fake } = shelf()
  const [one, two] = [new Keeper(fake, () => {}), new Keeper(fake, () => {})]
  await two.recall()
  await one.keep('micrograph', scan)
  await one.keep('model', model)
  await two.keep('micrograph', other)
  // The search began before that.
  await one.setSearched(true)
  const next = new Keeper(fake, () => {})
  expect(await next.recall()).toEqual({ micrograph: other, model, searched: false })
})

it('what finds no room is said, and leaves what was kept before', async () => {
  const { fake, entries } = shelf(new Map([['micrograph', scan]]))
  const keeper = new Keeper(fake, () => {})
  await keeper.recall()
  fake.set.mockImplementationOnce(full)
  await keeper.keep('micrograph', other)
  expect(keeper.problem).toMatchObject({
    code: 'quota-exceeded',
    message: expect.stringContaining('other.dm4') as string,
  })
  expect(keeper.kept.micrograph).toBe(scan)
  expect([...entries]).toEqual([['micrograph', scan]])
  await keeper.keep('micrograph', other)
  expect(keeper).toMatchObject({ problem: null, kept: { micrograph: other } })
})

it('forgets all of it', async () => {
  const { fake, entries } = shelf()
  const keeper = new Keeper(fake, () => {})
  void keeper.keep('micrograph', scan)
  await keeper.forget()
  expect(keeper.kept).toEqual({ micrograph: null, model: null, searched: false })
  expect(entries.size).toBe(0)
})

it('says nothing of keeping where a browser keeps nothing', async () => {
  const { fake } = shelf()
  const refused = () => Promise.reject(new DOMException('private window', 'InvalidStateError'))
  fake.get.mockImplementation(refused)
  fake.set.mockImplementation(refused)
  let changes = 0
  const keeper = new Keeper(fake, () => changes++)
  expect(await keeper.recall()).toEqual({ micrograph: null, model: null, searched: false })
  await keeper.keep('micrograph', scan)
  expect(keeper).toMatchObject({ problem: null, kept: { micrograph: null } })
  expect(changes).toBe(2)
})
