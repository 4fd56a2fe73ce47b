/**
 * Bytes of all buffers that the page's workers hold on their adapters, in MB: counted by the browser after it has collected
 * the garbage, so that what the engine forgot to free is in it as well as what it knows of.
 * @param {import('puppeteer').Page} page
 */
export async function adapterBytes(page) {
  let bytes = 0
  for (const worker of page.workers()) {
    const { result } = await worker.client.send('Runtime.evaluate', { expression: 'globalThis.GPUBuffer?.prototype' })
    if (!result.objectId) continue
    const { objects } = await worker.client.send('Runtime.queryObjects', { prototypeObjectId: result.objectId })
    const { result: sum } = await worker.client.send('Runtime.callFunctionOn', {
      objectId: objects.objectId,
      functionDeclaration: 'function () { return this.reduce((sum, buffer) => sum + buffer.size, 0) }',
      returnByValue: true,
    })
    bytes += Number(sum.value)
    for (const { objectId } of [result, objects]) {
      if (objectId) await worker.client.send('Runtime.releaseObject', { objectId })
    }
  }
  return bytes / 1e6
}

/**
 * The page's workers that detect. Each may have one of its own, which reads files and ends with it.
 * @param {import('puppeteer').Page} page
 */
export async function detectors(page) {
  const names = await Promise.all(page.workers().map((worker) => worker.evaluate(() => self.name)))
  return names.filter((name) => !name.endsWith('#reading')).length
}

/** What the browser records of any page for `performance.getEntries`, up to a number of each, and for its developer tools. */
const RECORDS =
  /^(Performance|LayoutShift|ScriptTimingInfo|TaskAttributionTiming|DOMRectReadOnly$|blink::NetworkResources)/

/**
 * What the page itself holds after its garbage was collected, in MB, from a snapshot of its heap: what it made, array buffers
 * and DOM included; what the browser compiled, which it does anew as functions become hot; what the browser recorded of it.
 * @param {import('puppeteer').CDPSession} session
 */
export async function pageCounts(session) {
  // Finalisers run between two collections, and free what the second one takes.
  for (let pass = 0; pass < 3; pass++) await session.send('HeapProfiler.collectGarbage')
  const { nodes, jsEventListeners: listeners } = await session.send('Memory.getDOMCounters')
  const held = { heapMB: 0, codeMB: 0, recordsMB: 0 }
  for (const { type, name, bytes } of snapshotNodes(await heapSnapshot(session))) {
    if (type === 'code') held.codeMB += bytes / 1e6
    else if (type === 'native' && RECORDS.test(name)) held.recordsMB += bytes / 1e6
    else held.heapMB += bytes / 1e6
  }
  return { ...held, nodes, listeners }
}

/**
 * @typedef {{ snapshot: { meta: { node_fields: string[], node_types: [string[]] } }, nodes: number[], strings: string[] }} Snapshot
 * @param {import('puppeteer').CDPSession} session
 * @returns {Promise<Snapshot>}
 */
async function heapSnapshot(session) {
  /** @type {string[]} */
  const chunks = []
  /** @param {{ chunk: string }} event */
  const keep = ({ chunk }) => chunks.push(chunk)
  session.on('HeapProfiler.addHeapSnapshotChunk', keep)
  await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false })
  session.off('HeapProfiler.addHeapSnapshotChunk', keep)
  return JSON.parse(chunks.join(''))
}

/** @param {Snapshot} snapshot */
function* snapshotNodes({ snapshot: { meta }, nodes, strings }) {
  const [type, name, size] = ['type', 'name', 'self_size'].map((field) => meta.node_fields.indexOf(field))
  const [types] = meta.node_types
  for (let at = 0; at < nodes.length; at += meta.node_fields.length) {
    yield { type: types[nodes[at + type]], name: strings[nodes[at + name]], bytes: nodes[at + size] }
  }
}

/**
 * By how much the least-squares line through equally spaced values rises from the first to the last, in parts of their mean.
 * @param {number[]} values at least two
 */
export function rise(values) {
  const middle = (values.length - 1) / 2
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const along = values.reduce((sum, value, at) => sum + (at - middle) * (value - mean), 0)
  const spread = values.reduce((sum, _, at) => sum + (at - middle) ** 2, 0)
  return mean === 0 ? 0 : ((along / spread) * (values.length - 1)) / mean
}
