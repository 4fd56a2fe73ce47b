import { afterEach, beforeEach, expect, it, vi } from 'vitest'

const SCOPE = 'https://lab.test/tools/lacuna/'

/** What a browser keeps by name, as the service worker sees it. */
const kept = new Map<string, Map<string, string>>()
const listeners = new Map<string, (event: unknown) => void>()
let online = true

const addressOf = (request: Request | string) => (typeof request === 'string' ? request : request.url)

const cacheStorage = {
  open: async (name: string) => {
    if (!kept.has(name)) kept.set(name, new Map())
    const entries = kept.get(name)!
    return { addAll: async (all: Request[]) => all.forEach(({ url }) => entries.set(url, `kept in ${name}`)) }
  },
  keys: async () => [...kept.keys()],
  delete: async (name: string) => kept.delete(name),
  match: async (request: Request) => {
    const found = [...kept.values()].map((entries) => entries.get(addressOf(request))).find((text) => text)
    return found === undefined ? undefined : new Response(found)
  },
}

beforeEach(async () => {
  online = true
  kept.clear()
  vi.stubGlobal('FILES', ['index.html', 'assets/page-1.js'])
  vi.stubGlobal('VERSION', 'two')
  vi.stubGlobal('registration', { scope: SCOPE })
  vi.stubGlobal('clients', { claim: async () => {} })
  vi.stubGlobal('caches', cacheStorage)
  vi.stubGlobal('addEventListener', (type: string, listener: (event: unknown) => void) => listeners.set(type, listener))
  vi.stubGlobal('fetch', async (request: Request | string) => {
    if (!online) throw new TypeError('Failed to fetch')
    return new Response(`served ${addressOf(request)}`)
  })
  vi.resetModules()
  // @ts-expect-error a script, which exports nothing
  await import('../../../../src/app/offline/service-worker')
})

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

async function happens(type: 'install' | 'activate'): Promise<void> {
  let work: Promise<unknown> = Promise.resolve()
  listeners.get(type)!({ waitUntil: (promise: Promise<unknown>) => (work = promise) })
  await work
}

/** What a page is given for an address; null where the service worker leaves it to the browser. */
async function asked(path: string, { mode = 'cors', method = 'GET' } = {}): Promise<string | null> {
  let answer: Promise<Response> | null = null
  const request = { url: new URL(path, SCOPE).href, mode, method }
  listeners.get('fetch')!({ request, respondWith: (response: Promise<Response>) => (answer = response) })
  return answer && (await (await (answer as Promise<Response>)).text())
}

it('keeps every file, and no longer what an older build of the same page kept', async () => {
  kept.set(`lacuna ${SCOPE} one`, new Map())
  kept.set('lacuna https://lab.test/other/ one', new Map())
  await happens('install')
  await happens('activate')
  expect([...kept.keys()]).toEqual(['lacuna https://lab.test/other/ one', `lacuna ${SCOPE} two`])
  expect([...kept.get(`lacuna ${SCOPE} two`)!.keys()]).toEqual([`${SCOPE}index.html`, `${SCOPE}assets/page-1.js`])
})

it('asks the server for the page, so that an update is there at the next load, and shows the kept one offline', async () => {
  await happens('install')
  expect(await asked('#seed=3', { mode: 'navigate' })).toBe(`served ${SCOPE}#seed=3`)
  online = false
  expect(await asked('', { mode: 'navigate' })).toBe(`kept in lacuna ${SCOPE} two`)
  expect(await asked('index.html?from=mail', { mode: 'navigate' })).toBe(`kept in lacuna ${SCOPE} two`)
})

it('does not wait for ever for a server that does not answer', async () => {
  await happens('install')
  vi.useFakeTimers()
  vi.stubGlobal('fetch', () => new Promise(() => {}))
  const page = asked('', { mode: 'navigate' })
  await vi.advanceTimersByTimeAsync(5000)
  expect(await page).toBe(`kept in lacuna ${SCOPE} two`)
})

it('shows the kept page where the server is out of order, and whatever else it says as it says it', async () => {
  await happens('install')
  for (const [status, shown] of [
    [503, `kept in lacuna ${SCOPE} two`],
    [500, `kept in lacuna ${SCOPE} two`],
    [404, 'no such page'],
  ] as const) {
    vi.stubGlobal('fetch', async () => new Response('no such page', { status }))
    expect(await asked('', { mode: 'navigate' })).toBe(shown)
  }
})

it('gives files that are kept without asking, and others from the server', async () => {
  await happens('install')
  expect(await asked('assets/page-1.js')).toBe(`kept in lacuna ${SCOPE} two`)
  expect(await asked('micrograph.dm4')).toBe(`served ${SCOPE}micrograph.dm4`)
})

it('leaves alone what is not its own', async () => {
  expect(await asked('https://lab.test/tools/other.js')).toBeNull()
  expect(await asked('notes/', { mode: 'navigate' })).toBeNull()
  expect(await asked('index.html', { method: 'POST' })).toBeNull()
})
