/**
 * Bytes of all buffers that the page's workers hold on their adapters, in MB: counted by the browser after it has collected
 * the garbage, so that what the engine forgot to free is in it as well as what it knows of.
 * @param {import('puppeteer-core').Page} page
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
 * What the page itself holds after its garbage was collected.
 * @param {import('puppeteer-core').CDPSession} session
 */
export async function pageCounts(session) {
  // Finalisers run between two collections, and free what the second one takes.
  for (let pass = 0; pass < 3; pass++) await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  const { nodes, jsEventListeners: listeners } = await session.send('Memory.getDOMCounters')
  return { heapMB: usedSize / 1e6, nodes, listeners }
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
