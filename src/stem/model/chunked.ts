import type { Engine } from '../../kernels'
import type { CompiledStep } from '../../nn'
import { compile, Tensor } from '../../nn'
import type { LongCall } from '../../progress'
import { throwIfAborted } from '../../progress'

/** A step compiled for a fixed number of patches and applied to any number, the last chunk filled up with zeros. */
export class Chunked<T extends Record<string, Tensor>> {
  private constructor(
    private readonly engine: Engine,
    private readonly shape: readonly [chunk: number, height: number, width: number],
    private readonly inputs: readonly Tensor[],
    private readonly step: CompiledStep<T>,
  ) {}

  /** `build` gets `count` input tensors of `shape`; its outputs' first axis is the chunk's. */
  static async compile<T extends Record<string, Tensor>>(
    engine: Engine,
    shape: readonly [chunk: number, height: number, width: number],
    count: number,
    build: (...inputs: Tensor[]) => T,
  ): Promise<Chunked<T>> {
    const zeros = new Float32Array(shape[0] * shape[1] * shape[2])
    const inputs = Array.from({ length: count }, () => Tensor.from(engine, zeros, shape))
    return new Chunked(engine, shape, inputs, await compile(engine, () => build(...inputs)))
  }

  /** The outputs for `patches` patches; `data` holds one array [patches, height, width] an input. */
  async map(
    stage: string,
    patches: number,
    data: readonly Float32Array[],
    { signal, onProgress }: LongCall = {},
  ): Promise<Record<keyof T, Float32Array>> {
    const started = performance.now()
    const [chunk, height, width] = this.shape
    const names = Object.keys(this.step.outputs) as (keyof T)[]
    const each = (name: keyof T) => this.step.outputs[name].size / chunk
    const results = Object.fromEntries(names.map((name) => [name, new Float32Array(patches * each(name))])) as Record<
      keyof T,
      Float32Array
    >
    for (let first = 0; first < patches; first += chunk) {
      throwIfAborted(signal)
      const taken = Math.min(chunk, patches - first)
      data.forEach((values, i) => {
        const part = values.subarray(first * height * width, (first + taken) * height * width)
        this.engine.write(this.inputs[i].storage, part)
      })
      this.step.run()
      const parts = await Promise.all(names.map((name) => this.step.read(name)))
      names.forEach((name, i) => results[name].set(parts[i].subarray(0, taken * each(name)), first * each(name)))
      const done = first + taken
      const elapsed = (performance.now() - started) / 1000
      onProgress?.({ stage, done, total: patches, elapsed, message: `${done} of ${patches} patches` })
    }
    return results
  }

  free(): void {
    this.step.free()
    for (const input of this.inputs) input[Symbol.dispose]()
  }
}
