/**
 * Keeps the built page for when there is no network. The page itself is asked of the server first, so that an update is
 * there at the next load; everything else has its version in its name, and comes from what is kept. What an older page
 * still loads stays until no such page is open. scripts/lib/offline-plugin.mjs puts it beside the page.
 */

/** Put in front of this script by the build: all files, relative to the page, and what tells builds apart. */
declare const FILES: readonly string[]
declare const VERSION: string

interface Waiting extends Event {
  waitUntil(work: Promise<unknown>): void
}

interface Fetching extends Waiting {
  readonly request: Request
  respondWith(answer: Promise<Response>): void
}

/** Of a service worker's globals, what is used here: TypeScript knows either those or a page's. */
interface Scope {
  readonly registration: { readonly scope: string }
  readonly clients: { claim(): Promise<void> }
  addEventListener(type: 'install' | 'activate', listener: (event: Waiting) => void): void
  addEventListener(type: 'fetch', listener: (event: Fetching) => void): void
}

/** How long a server may take, ms, before the kept page is shown instead. */
const PATIENCE = 4000

const worker = globalThis as unknown as Scope
const { scope } = worker.registration
const page = new URL('index.html', scope).href
/** Another page on the same origin keeps its own. */
const family = `lacuna ${scope} `
const current = family + VERSION

worker.addEventListener('install', (event) => event.waitUntil(keep()))
worker.addEventListener('activate', (event) => event.waitUntil(Promise.all([forget(), worker.clients.claim()])))
worker.addEventListener('fetch', (event) => {
  const { request } = event
  const address = request.url.replace(/[?#].*/, '')
  if (request.method !== 'GET' || !address.startsWith(scope)) return
  if (request.mode !== 'navigate') event.respondWith(kept(request))
  else if (address === scope || address === page) event.respondWith(freshPage(request))
})

async function keep(): Promise<void> {
  const cache = await caches.open(current)
  // Not from the browser's own cache: a page of yesterday would ask for files that are gone.
  await cache.addAll(FILES.map((file) => new Request(new URL(file, scope), { cache: 'no-cache' })))
}

async function forget(): Promise<void> {
  const names = await caches.keys()
  await Promise.all(
    names.filter((name) => name.startsWith(family) && name !== current).map((name) => caches.delete(name)),
  )
}

async function kept(request: Request): Promise<Response> {
  return (await caches.match(request, { ignoreVary: true })) ?? fetch(request)
}

/** As the server has it or, where that cannot be reached, does not answer or is out of order, as it is kept. */
async function freshPage(request: Request): Promise<Response> {
  const tooLate = new Promise<never>((_, reject) => setTimeout(reject, PATIENCE))
  try {
    const answer = await Promise.race([fetch(request), tooLate])
    // A server that is out of order says so instead of the page; what it redirects to is the browser's affair.
    return answer.status >= 500 ? await kept(new Request(page)) : answer
  } catch {
    return kept(new Request(page))
  }
}
