import { expect, test } from 'vitest'
import { InputError } from '../../../src/errors'
import type { ReadingThread, ReadMessage, ReadRequest } from '../../../src/session/reading/message'
import type { Patience } from '../../../src/session/reading/own-thread'
import { OwnThread } from '../../../src/session/reading/own-thread'
import { packError } from '../../../src/session/worker-errors'

/** A thread that says what a test has it say. */
class Puppet implements ReadingThread {
  readonly asked: ReadRequest[] = []
  ended = false
  say: (message: ReadMessage) => void = () => {}
  die: (cause: string) => void = () => {}

  send(request: ReadRequest): void {
    this.asked.push(request)
  }

  listen(onMessage: (message: ReadMessage) => void, onDeath: (cause: string) => void): void {
    this.say = onMessage
    this.die = onDeath
  }

  end(): void {
    this.ended = true
  }
}

const result: ReadMessage = { kind: 'result', result: { images: [], main: null }, sound: true }
const bytes = Uint8Array.of(1, 2, 3)
const short: Patience = { start: { base: 60, perMiB: 0 }, list: { base: 1, perMiB: 0 }, open: { base: 1, perMiB: 0 } }

function reader(patience?: Patience) {
  const threads: Puppet[] = []
  const start = () => {
    threads.push(new Puppet())
    return threads.at(-1)!
  }
  return { threads, reading: new OwnThread(start, patience) }
}

test('a thread that has read a sound file reads the next; the bytes stay the caller’s', async () => {
  const { threads, reading } = reader()
  for (const name of ['a', 'b']) {
    const listing = reading.list(bytes, name)
    threads[0].say({ kind: 'begun' })
    threads[0].say(result)
    expect(await listing).toEqual({ images: [], main: null })
  }
  expect(threads).toHaveLength(1)
  expect(threads[0].asked.map(({ name }) => name)).toEqual(['a', 'b'])
  expect(threads[0].asked[0].bytes).toEqual(bytes)
  expect(threads[0].asked[0].bytes.buffer).not.toBe(bytes.buffer)
  reading.close()
  expect(threads[0].ended).toBe(true)
})

test('after a failure, harm to its library or death the next file gets a fresh one', async () => {
  const { threads, reading } = reader()
  const refused = reading.open(bytes, 'bad')
  threads[0].say({ kind: 'failure', error: packError(new InputError('corrupt', 'bad', 'is damaged')) })
  await expect(refused).rejects.toMatchObject({ code: 'corrupt', message: 'bad: is damaged' })
  const harmed = reading.list(bytes, 'harmful')
  threads[1].say({ ...result, sound: false })
  await harmed
  const dead = reading.list(bytes, 'deadly')
  threads[2].say({ kind: 'begun' })
  threads[2].die('out of memory')
  await expect(dead).rejects.toMatchObject({
    code: 'corrupt',
    message: expect.stringContaining('out of memory') as string,
  })
  const good = reading.list(bytes, 'good')
  threads[3].say(result)
  await good
  expect(threads.map(({ ended }) => ended)).toEqual([true, true, true, false])
})

test('a thread that dies before it has looked at the file is no fault of the file’s', async () => {
  const { threads, reading } = reader()
  const unread = reading.open(bytes, 'good')
  threads[0].die('cannot find its script')
  await expect(unread).rejects.toMatchObject({
    code: 'no-thread',
    message: expect.stringContaining('good: no thread could be started to read it (cannot find its script)') as string,
  })
})

test('one that hangs is ended and refused; a second file does not wait for it', async () => {
  const { threads, reading } = reader(short)
  const hung = reading.open(bytes, 'hung.emd')
  threads[0].say({ kind: 'begun' })
  const second = reading.list(bytes, 'second')
  threads[1].say(result)
  await second
  await expect(hung).rejects.toMatchObject({
    code: 'too-slow',
    message: expect.stringContaining('within 1 s') as string,
  })
  expect(threads[0].ended).toBe(true)
})

test('a sleep of the machine, after which every timer has run out, is no time that it had', async () => {
  const { threads, reading } = reader({ ...short, list: { base: 2, perMiB: 0 } })
  const listing = reading.list(bytes, 'a')
  threads[0].say({ kind: 'begun' })
  // Nothing of this thread runs meanwhile, its timers neither.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2500)
  await new Promise((resume) => setTimeout(resume, 50))
  threads[0].say(result)
  expect(await listing).toEqual({ images: [], main: null })
})

test('signs of progress keep it alive', async () => {
  const { threads, reading } = reader(short)
  const heard: number[] = []
  const slow = reading.list(bytes, 'slow', { onProgress: ({ done }) => heard.push(done) })
  for (let done = 1; done <= 3; done++) {
    threads[0].say({ kind: 'progress', progress: { stage: 'read', done, total: 3, elapsed: 0, message: '' } })
    await new Promise((resume) => setTimeout(resume, 600))
  }
  threads[0].say(result)
  await slow
  expect(heard).toEqual([1, 2, 3])
})

test('a cancel ends the thread at once, with the reason that was given', async () => {
  const { threads, reading } = reader()
  const controller = new AbortController()
  const opening = reading.open(bytes, 'a', { signal: controller.signal })
  controller.abort('enough')
  await expect(opening).rejects.toBe('enough')
  expect(threads[0].ended).toBe(true)
  await expect(reading.open(bytes, 'b', { signal: controller.signal })).rejects.toBe('enough')
  expect(threads).toHaveLength(1)
})

test('closing ends what is read', async () => {
  const { threads, reading } = reader()
  const opening = reading.open(bytes, 'a')
  reading.close()
  await expect(opening).rejects.toMatchObject({ code: 'closed' })
  expect(threads[0].ended).toBe(true)
})
