/** Answers that come within this time, ms, are asked for without a pause: those to small work. */
const AT_ONCE_MS = 0.5
/** Between two questions after that, ms; Node's timers know nothing shorter. */
const PAUSE_MS = 1

/** What Dawn answers later. */
const ASKING = {
  GPU: ['requestAdapter'],
  GPUAdapter: ['requestDevice'],
  GPUBuffer: ['mapAsync'],
  GPUDevice: ['createComputePipelineAsync', 'createRenderPipelineAsync', 'popErrorScope'],
  GPUQueue: ['onSubmittedWorkDone'],
  GPUShaderModule: ['getCompilationInfo'],
}

type Call = (this: unknown, ...args: unknown[]) => unknown
type Classes = Record<string, { prototype: Record<string, Call> } | undefined>

const asksSeldom = Symbol.for('lacuna.asksSeldom')

/**
 * In Node, Dawn asks its adapter by `setImmediate` whether it has done something, in every turn of the event loop: as long as one
 * waits, a whole core does nothing else, and a software adapter would have computed with it (training on two
 * cores takes a third less of their time without). Here it pauses between two questions. It takes the global `setImmediate` whenever it
 * asks, so that one is another within Dawn's own calls, and for nobody else.
 * @param classes those of Dawn, by name
 */
export function askSeldom(classes: object): void {
  for (const [name, methods] of Object.entries(ASKING)) {
    const prototype = (classes as Classes)[name]?.prototype
    if (!prototype || Object.hasOwn(prototype, asksSeldom)) continue
    Object.defineProperty(prototype, asksSeldom, { value: true })
    for (const method of methods) {
      const call = prototype[method]
      prototype[method] = function (...args) {
        askedAt = performance.now()
        return pausing(() => call.apply(this, args))
      }
    }
  }
}

/** When something was last asked for. */
let askedAt = 0

function pausing<T>(call: () => T): T {
  const usual = globalThis.setImmediate
  const later = (ask: () => void) => {
    const again = () => pausing(ask)
    return performance.now() - askedAt < AT_ONCE_MS ? usual(again) : setTimeout(again, PAUSE_MS)
  }
  globalThis.setImmediate = later as unknown as typeof setImmediate
  try {
    return call()
  } finally {
    globalThis.setImmediate = usual
  }
}
