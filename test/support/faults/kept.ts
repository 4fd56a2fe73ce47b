import { Keeper } from '../../../src/app/kept/keeper'
import type { Shelf } from '../../../src/app/kept/shelf'
import { openInput } from '../../../src/session/opening'
import { OwnThread } from '../../../src/session/reading/own-thread'
import type { ReadingThread, ReadMessage, ReadRequest } from '../../../src/session/reading/message'
import { answer } from '../../../src/session/reading/serve'
import { writeNpy } from '../../../src/io/npy'
import type { Scenario } from './faults'

const [scan, other, model] = ['scan.dm4', 'other.dm4', 'm.safetensors'].map((name) => new File(['…'], name))

/** What a browser keeps for the next visit, where one of its transactions fails: what the page says is kept, is. */
export function keeping(): Scenario {
  return {
    name: 'keeping for the next visit; a transaction fails',
    patience: 5,
    async run(faults) {
      const entries = new Map<string, unknown>()
      const transaction = async <T>(what: string, act: () => T): Promise<T> => {
        await Promise.resolve()
        if (faults.meet(what)) throw new DOMException('injected', 'QuotaExceededError')
        return act()
      }
      const shelf: Shelf = {
        get: (key) => transaction('get', () => entries.get(key)),
        set: (key, value) => transaction('set', () => void entries.set(key, value)),
        delete: (key) => transaction('delete', () => void entries.delete(key)),
        clear: () => transaction('clear', () => entries.clear()),
      }
      const keeper = new Keeper(shelf, () => {})
      const wrong: string[] = []
      const look = () => {
        const { micrograph, model, searched } = keeper.kept
        const same = micrograph === (entries.get('micrograph') ?? null) && model === (entries.get('model') ?? null)
        if (!same || (searched && entries.get('searched') === undefined)) wrong.push(`${keeper.kept.micrograph?.name}`)
      }
      const work = async () => {
        for (const act of [
          () => keeper.recall(),
          () => keeper.keep('micrograph', scan),
          () => keeper.keep('model', model),
          () => keeper.setSearched(true),
          () => keeper.keep('micrograph', other),
          () => keeper.drop('model'),
          () => keeper.forget(),
        ]) {
          await act()
          look()
        }
      }
      return {
        work: work(),
        harm: async () => ({
          ...(wrong.length > 0 && { lost: `it says that it keeps what it does not: ${wrong.join()}` }),
        }),
      }
    },
  }
}

const bytes = writeNpy(
  Float32Array.from({ length: 64 }, (_, n) => n),
  [8, 8],
)

/** A thread that reads, and at the chosen point cannot start, take a message, or go on. */
export function threads(): Scenario {
  return {
    name: 'reading in a thread; it fails',
    patience: 5,
    async run(faults) {
      const start = (): ReadingThread => {
        if (!again && faults.meet('starting the thread')) throw new Error('injected: no more threads')
        let hear: (message: ReadMessage) => void = () => {}
        let die: (cause: string) => void = () => {}
        return {
          listen: (onMessage, onDeath) => ([hear, die] = [onMessage, onDeath]),
          send: (request: ReadRequest) => {
            if (!again && faults.meet('sending the file')) throw new RangeError('Array buffer allocation failed')
            let dead = false
            void answer(request, (message) => {
              dead ||= !again && faults.meet(`its message: ${message.kind}`)
              if (dead) die('injected')
              else hear(message)
            })
          },
          end: () => {},
        }
      }
      const reading = new OwnThread(start)
      let again = false
      const right = JSON.stringify(await openInput(bytes, 'a.npy'))
      return {
        work: reading.open(bytes, 'a.npy'),
        harm: async () => {
          again = true
          const next = JSON.stringify(await reading.open(bytes, 'a.npy'))
          return { ...(next !== right && { lost: 'the next opening fails' }) }
        },
      }
    },
  }
}
