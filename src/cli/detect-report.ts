import { InputError, LacunaError } from '../errors'
import { throwIfAborted } from '../progress'
import type { Context } from './command'
import type { Found } from './found'
import { describe, describeModels } from './found'
import type { Job } from './jobs'

/** Collects what was found, and the errors of inputs that could not be searched. */
export class DetectReport {
  readonly #inputs: number
  readonly #context: Context
  readonly #found: Found[] = []
  readonly #files: string[] = []
  readonly #errors: LacunaError[] = []

  constructor(inputs: number, context: Context) {
    this.#inputs = inputs
    this.#context = context
  }

  async attempt(path: string, search: () => Promise<{ found: Found; files: string[] }>): Promise<void> {
    try {
      const { found, files } = await search()
      this.take(path, { inputs: [found], files })
    } catch (error) {
      throwIfAborted(this.#context.signal)
      if (!(error instanceof LacunaError)) throw error
      this.take(path, error)
    }
  }

  take(input: string, result: Job<Found> | LacunaError): void {
    if (result instanceof LacunaError) {
      this.#errors.push(result)
      this.#found.push({ input, error: result.message, code: result.code })
      return
    }
    for (const found of result.inputs) {
      if ('error' in found) this.#errors.push(new InputError(found.code, '', found.error))
    }
    this.#found.push(...result.inputs)
    this.#files.push(...result.files)
  }

  /** Throws at the end if anything went wrong on the way. */
  print(json: boolean): void {
    const searched = this.#found.filter((found) => !('error' in found))
    const lines = [...searched.map(describe), ...describeModels(searched), ...this.#files]
    // Of this process alone, the adapter's share included where it is a software one.
    const summary = { inputs: this.#found, files: this.#files, peakBytes: 1024 * process.resourceUsage().maxRSS }
    const text = json ? JSON.stringify(summary, null, 2) : lines.join('\n')
    if (json || lines.length > 0) this.#context.print(`${text}\n`)
    if (this.#errors.length === 0) return
    if (this.#inputs === 1) throw this.#errors[0]
    const count = `${this.#errors.length} of ${this.#inputs} inputs could not be searched`
    throw new InputError('inputs', '', [count, ...this.#errors.map(({ message }) => message)].join('; '))
  }
}
