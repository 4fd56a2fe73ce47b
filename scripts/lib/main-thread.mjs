/**
 * @typedef {object} MainThread What the thread of a page did while something went on.
 * @property {number} longest Longest task, ms on the clock
 * @property {number} longestCpu Most processor time that a task took, ms: what a machine that does other work does not change
 * @property {number} long Tasks of more than 50 ms on the clock
 */

/**
 * The tasks of the page's main thread during `act`, from the browser's own trace.
 * @param {import('puppeteer').Page} page
 * @param {() => Promise<unknown>} act
 * @returns {Promise<MainThread>}
 */
export async function watchMainThread(page, act) {
  await page.tracing.start({ categories: ['toplevel', 'disabled-by-default-devtools.timeline'] })
  await act()
  const trace = await page.tracing.stop()
  /** @type {{ traceEvents: TraceEvent[] }} */
  const { traceEvents } = JSON.parse(Buffer.from(trace ?? []).toString() || '{"traceEvents":[]}')
  const threads = new Set(traceEvents.filter(isMainThread).map(({ pid, tid }) => `${pid} ${tid}`))
  const tasks = traceEvents.filter(({ name, pid, tid }) => /RunTask$/.test(name) && threads.has(`${pid} ${tid}`))
  if (tasks.length === 0) throw new Error('the trace holds no task of the main thread')
  const wall = tasks.map(({ dur }) => (dur ?? 0) / 1000)
  return {
    longest: wall.reduce((most, ms) => Math.max(most, ms), 0),
    longestCpu: tasks.reduce((most, { tdur }) => Math.max(most, (tdur ?? 0) / 1000), 0),
    long: wall.filter((ms) => ms > 50).length,
  }
}

/**
 * @typedef {{ name: string, pid: number, tid: number, dur?: number, tdur?: number, args?: { name?: string } }} TraceEvent
 * @param {TraceEvent} event
 */
function isMainThread({ name, args }) {
  return name === 'thread_name' && args?.name === 'CrRendererMain'
}

/**
 * Frames per second during `act`, as the page gets to draw them.
 * @param {import('puppeteer').Page} page
 * @param {() => Promise<unknown>} act
 */
export async function countFrames(page, act) {
  await page.evaluate(() => {
    const meter = { frames: 0, start: performance.now(), running: true }
    Object.assign(window, { meter })
    const tick = () => {
      meter.frames++
      if (meter.running) requestAnimationFrame(tick)
    }
    requestAnimationFrame(tick)
  })
  await act()
  return page.evaluate(() => {
    const { meter } = /** @type {Window & { meter: { frames: number, start: number, running: boolean } }} */ (
      /** @type {unknown} */ (window)
    )
    meter.running = false
    return (1000 * meter.frames) / (performance.now() - meter.start)
  })
}
