import { PrecisionError } from '../errors'
import type { Engine, Recording } from '../kernels'
import { Program } from '../kernels'
import type { Tensor } from './tensor'

/**
 * A step recorded once: `run` re-encodes its calls in one pass and submits them, without waiting. Everything it
 * allocates lies in one arena; only the tensors it returned can be read, between runs.
 */
export class CompiledStep<T extends Record<string, Tensor>> {
  readonly #engine: Engine
  readonly #program: Program
  readonly #recording: Recording

  constructor(
    engine: Engine,
    program: Program,
    recording: Recording,
    readonly outputs: T,
  ) {
    this.#engine = engine
    this.#program = program
    this.#recording = recording
  }

  /** Bytes of the arena, and the fewest that its live results need at once. */
  get memory(): { arena: number; peak: number } {
    return this.#program.memory
  }

  run(): void {
    for (const { storage, next } of this.#recording.hostValues) this.#engine.write(storage, next())
    this.#program.run()
  }

  /** The values of an output after the runs submitted so far. */
  async read(name: keyof T): Promise<Float32Array<ArrayBuffer>> {
    return new Float32Array(await this.#engine.readBytes(this.outputs[name].storage))
  }

  free(): void {
    this.#program.free()
    this.#engine.discard(this.#recording)
  }
}

/** Records `build` and plans its memory; nothing runs until `run`. */
export async function compile<T extends Record<string, Tensor>>(
  engine: Engine,
  build: () => T,
): Promise<CompiledStep<T>> {
  await engine.flush()
  const { result, recording } = engine.capture(build)
  const keep = Object.values(result).map(({ storage }) => storage)
  try {
    if (keep.some(({ dtype }) => dtype === 'f16')) {
      throw new PrecisionError('f16-output', 'a compiled step returns no tensor stored as f16: return its float()')
    }
    const calls = await engine.prepare(recording, keep)
    const program = await Program.build(engine, calls, keep)
    return new CompiledStep(engine, program, recording, result)
  } catch (error) {
    engine.discard(recording)
    throw error
  }
}
