import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Site, startSite, Visitor } from './harness'
import { noise } from './micrograph'

let site: Site
let elsewhere: Server
let address: string
const hits: string[] = []

beforeAll(async () => {
  site = await startSite()
  // Another origin, which lets everybody in and counts who comes.
  elsewhere = createServer(({ url = '' }, answer) => {
    hits.push(url)
    answer.writeHead(200, { 'Access-Control-Allow-Origin': '*' }).end('got out')
  })
  await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve))
  address = `http://localhost:${(elsewhere.address() as AddressInfo).port}/`
})

afterAll(async () => {
  await site.close()
  elsewhere.closeAllConnections()
  elsewhere.close()
})

/** Tries every way out, and tells which of them did not throw, reject or fail. */
async function tryOut(address: string, from: string): Promise<string[]> {
  const to = (way: string) => `${address}${from}/${way}`
  const settled = (open: (resolve: () => void, reject: () => void) => void) =>
    Promise.race([
      new Promise<void>((resolve, reject) => open(resolve, () => reject(new Error('closed')))),
      new Promise<void>((_, reject) => setTimeout(() => reject(new Error('nothing happened')), 2000)),
    ])
  const ways: Record<string, () => unknown> = {
    fetch: () => fetch(to('fetch')),
    request: () =>
      settled((resolve, reject) => {
        const request = new XMLHttpRequest()
        request.onload = resolve
        request.onerror = reject
        request.open('GET', to('request'))
        request.send()
      }),
    socket: () =>
      settled((_, reject) => {
        const socket = new WebSocket(to('socket').replace('http', 'ws'))
        socket.onerror = reject
      }),
    events: () =>
      settled((resolve, reject) => {
        const events = new EventSource(to('events'))
        events.onopen = resolve
        events.onerror = reject
      }),
    worker: () =>
      settled((resolve, reject) => {
        const script = `fetch('${to('worker')}').then(() => postMessage(1), () => postMessage(0))`
        const worker = new Worker(URL.createObjectURL(new Blob([script])))
        worker.onmessage = ({ data }) => (data ? resolve() : reject())
        worker.onerror = reject
      }),
  }
  // What it returns says little; whether it arrives is counted.
  if (typeof document !== 'undefined') navigator.sendBeacon(to('beacon'), 'a')
  const out: string[] = []
  for (const [way, attempt] of Object.entries(ways)) {
    try {
      await attempt()
      out.push(way)
    } catch {
      // As it should be.
    }
  }
  return out
}

test('neither the page nor any of its workers reaches another origin', async () => {
  const browser = await site.launch()
  const free = await browser.newPage()
  await free.goto(address)
  // The same tries do get out where nothing forbids them.
  expect(await free.evaluate(tryOut, address, 'free')).toEqual(expect.arrayContaining(['fetch', 'request', 'worker']))
  expect(hits).toContain('/free/beacon')

  const visitor = await Visitor.open(browser, site.url, { file: 'noise.png' })
  await visitor.begun()
  await visitor.drop('noise.png', noise(64), 'image/png')
  await visitor.see('#facts', /^noise\.png/)
  const { page } = visitor
  const workers = page.workers()
  // The detector's, and the one of its own that has read the file.
  expect(workers.length).toBeGreaterThanOrEqual(2)
  hits.length = 0
  expect(await page.evaluate(tryOut, address, 'page')).toEqual([])
  for (const [index, worker] of workers.entries()) {
    expect(await worker.evaluate(tryOut, address, `worker-${index}`)).toEqual([])
  }
  await new Promise((resume) => setTimeout(resume, 1000))
  expect(hits).toEqual([])
  await page.close()
})
