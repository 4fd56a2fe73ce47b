import { describe, expect, it } from 'vitest'
import { InputError } from '../../../src/errors'
import type { Progress } from '../../../src/progress'
import type { TaskMessage } from '../../../src/session/task/message'
import { runTask } from '../../../src/session/task/run'
import { packError } from '../../../src/session/worker-errors'

/** A worker as `runTask` sees one; it answers a request with these messages. */
class FakeWorker extends EventTarget {
  request: unknown
  ended = false

  constructor(readonly answers: readonly TaskMessage<string>[]) {
    super()
  }

  postMessage(request: unknown): void {
    this.request = request
    for (const data of this.answers) this.dispatchEvent(new MessageEvent('message', { data }))
  }

  terminate(): void {
    this.ended = true
  }
}

const progress: Progress = { stage: 'train', done: 1, total: 2, elapsed: 3, message: 'half' }

function run(answers: TaskMessage<string>[], signal?: AbortSignal) {
  const worker = new FakeWorker(answers)
  const heard: Progress[] = []
  const done = runTask<string, string>(() => worker as unknown as Worker, 'please', {
    ...(signal && { signal }),
    onProgress: (each) => heard.push(each),
  })
  return { worker, heard, done }
}

describe('a task in a worker of its own', () => {
  it('reports progress, resolves with the result and ends the worker', async () => {
    const { worker, heard, done } = run([
      { kind: 'progress', progress },
      { kind: 'result', result: 'found' },
      { kind: 'progress', progress },
    ])
    expect(await done).toBe('found')
    expect(worker).toMatchObject({ request: { request: 'please' }, ended: true })
    expect(heard.length).toBeGreaterThan(0)
  })

  it('rejects with what the task threw, its class kept', async () => {
    const error = new InputError('corrupt', 'a.npy', 'is damaged')
    const { worker, done } = run([{ kind: 'failure', error: packError(error) }])
    await expect(done).rejects.toSatisfy((thrown) => thrown instanceof InputError && thrown.code === 'corrupt')
    expect(worker.ended).toBe(true)
  })

  it('an abort ends the worker and rejects with the reason', async () => {
    const controller = new AbortController()
    const { worker, heard, done } = run([], controller.signal)
    controller.abort('enough')
    await expect(done).rejects.toBe('enough')
    worker.dispatchEvent(new MessageEvent('message', { data: { kind: 'progress', progress } }))
    expect(worker.ended).toBe(true)
    expect(heard).toEqual([])
  })

  it('says that the worker died, and what to do', async () => {
    const { worker, done } = run([])
    worker.dispatchEvent(Object.assign(new Event('error'), { message: 'no memory' }))
    await expect(done).rejects.toThrow(/no memory.*Reload/)
    expect(worker.ended).toBe(true)
  })
})
