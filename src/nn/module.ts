import type { Dtype, Engine } from '../kernels'
import { ModelError } from '../errors'
import type { ParameterSpec, Parameter } from './parameter'
import { fromTorch, ParameterArena, toTorch } from './parameter'

/** A tensor as a checkpoint holds it: PyTorch's shape and order. */
export interface StateEntry {
  shape: readonly number[]
  data: Float32Array
}

export type StateDict = Record<string, StateEntry>

/** Where a checkpoint and a model differ. */
export interface Misfit {
  /** Names of the model that the checkpoint lacks. */
  missingKeys: string[]
  /** Names of the checkpoint that the model lacks. */
  unexpectedKeys: string[]
}

/** A function with parameters, made of smaller ones; names follow PyTorch ("encoder.0.weight"). */
export abstract class Module {
  /** Whether layers that differ between the two (dropout) do as in training; a step keeps to it once it is compiled. */
  training = true
  readonly #specs = new Map<string, ParameterSpec>()
  readonly #placed = new Map<string, Parameter>()
  readonly #children = new Map<string, Module>()

  /** For layers: adds a parameter with its initial values. */
  declare(name: string, spec: ParameterSpec): void {
    this.#specs.set(name, spec)
  }

  /** For containers: adds a module under a name. */
  protected adopt<T extends Module>(name: string, child: T): T {
    this.#children.set(name, child)
    return child
  }

  /**
   * Gives all parameters a place on the device, in one arena. A module is moved once, as a whole. Stored as f16 they take
   * half the memory, and so does what the layers make of them; such a module predicts and is not trained.
   */
  to(engine: Engine, dtype: Dtype = 'f32'): this {
    const owned = [...this.#owned()]
    if (owned.some(({ module, key }) => module.#placed.has(key))) throw new Error('this module is on a device already')
    const arena = new ParameterArena(
      engine,
      owned.map(({ spec }) => spec),
      dtype,
    )
    owned.forEach(({ module, key }, i) => module.#placed.set(key, arena.parameters[i]))
    return this
  }

  /** Puts this module and all within it into training. */
  train(mode = true): this {
    this.training = mode
    for (const child of this.#children.values()) child.train(mode)
    return this
  }

  /** Puts this module and all within it into evaluation. */
  eval(): this {
    return this.train(false)
  }

  parameters(): Parameter[] {
    return [...this.#owned()].map(({ module, key }) => module.parameter(key))
  }

  /** Frees the weights and gradients on the device. */
  release(): void {
    this.parameters()[0]?.arena.release()
  }

  /** Number of trainable numbers. */
  parameterCount(): number {
    return [...this.#owned()].reduce((count, { spec }) => count + spec.values.length, 0)
  }

  stateDict(): Promise<StateDict> {
    return this.#collect(async (parameter, spec) => (await parameter?.data()) ?? spec.values)
  }

  /** The gradients that the last `backward` left, under the names and in the layout of `stateDict`. */
  gradientDict(): Promise<StateDict> {
    return this.#collect(async (parameter, { values }) => (await parameter?.grad?.data()) ?? values.map(() => 0))
  }

  async #collect(
    read: (parameter: Parameter | undefined, spec: ParameterSpec) => Promise<Float32Array>,
  ): Promise<StateDict> {
    const state: StateDict = {}
    for (const { name, spec, module, key } of this.#owned()) {
      const values = await read(module.#placed.get(key), spec)
      state[name] = { shape: spec.torch.shape, data: toTorch(values, spec.torch) }
    }
    return state
  }

  /**
   * Takes the weights of a checkpoint. Throws a ModelError that names `source` if a name differs, and then changes nothing;
   * when not `strict`, takes those that have the same name and tells of the others. A shape that differs is always an error.
   */
  loadStateDict(state: StateDict, { strict = true, source = '' } = {}): Misfit {
    const owned = [...this.#owned()]
    const unexpectedKeys = Object.keys(state).filter((name) => !owned.some((own) => own.name === name))
    const missingKeys = owned.map(({ name }) => name).filter((name) => !Object.hasOwn(state, name))
    if (strict && unexpectedKeys.length > 0) {
      throw misfit(source, `no place for ${unexpectedKeys.join(', ')}`)
    }
    if (strict && missingKeys.length > 0) throw misfit(source, `no ${missingKeys.join(', ')}`)
    const given = owned.filter(({ name }) => Object.hasOwn(state, name))
    for (const { name, spec } of given) {
      const { shape, data } = state[name]
      if (shape.join() !== spec.torch.shape.join()) {
        throw misfit(source, `${name} is [${shape.join(', ')}], not [${spec.torch.shape.join(', ')}]`)
      }
      if (data.length !== spec.values.length) {
        throw misfit(source, `${name} holds ${data.length} numbers, not ${spec.values.length}`)
      }
    }
    for (const { name, spec, module, key } of given) {
      const values = fromTorch(state[name].data, spec.torch)
      const parameter = module.#placed.get(key)
      if (parameter) parameter.load(values)
      else spec.values.set(values)
    }
    return { missingKeys, unexpectedKeys }
  }

  protected parameter(name: string): Parameter {
    const parameter = this.#placed.get(name)
    if (!parameter) throw new Error('move the model to a device first: model.to(engine)')
    return parameter
  }

  protected optional(name: string): Parameter | null {
    return this.#specs.has(name) ? this.parameter(name) : null
  }

  *#owned(prefix = ''): Generator<{ name: string; key: string; spec: ParameterSpec; module: Module }> {
    for (const [key, spec] of this.#specs) yield { name: prefix + key, key, spec, module: this }
    for (const [name, child] of this.#children) yield* child.#owned(`${prefix}${name}.`)
  }
}

function misfit(source: string, cause: string): ModelError {
  return new ModelError(
    'model-mismatch',
    source,
    `the weights do not fit this model, load those that were saved from one like it: ${cause}`,
  )
}
