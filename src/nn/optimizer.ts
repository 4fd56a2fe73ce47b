import { zero } from '../kernels'
import type { Storage } from '../kernels'
import type { Parameter, ParameterArena } from './parameter'
import type { Run } from './runs'
import { isTrained, runsOf } from './runs'

/** Parameters with what a step of theirs goes by. */
export type ParamGroup<O> = O & {
  params: readonly Parameter[]
  /** Where a schedule began. */
  initialLr?: number
}

/** Parameters, or groups of them with options of their own. */
export type Params<O> = readonly Parameter[] | readonly (Partial<O> & { params: readonly Parameter[] })[]

/** All that an optimiser changes; a run goes on from it on any device. */
export interface OptimizerState {
  /** Of every parameter, in the order of the groups. */
  steps: number[]
  /** Of every model: its weights, then what the optimiser keeps beside them. */
  models: Float32Array[][]
}

/**
 * What all optimisers share: groups of parameters, a step for each stretch of an arena, and their state. Parameters that are
 * frozen (`requiresGrad = false`), or that the last `backward` did not reach, keep their bits.
 */
export abstract class Optimizer<O extends { lr: number }> {
  /** A learning rate may be changed between steps, those of a compiled step too; what else there is is compiled in. */
  readonly paramGroups: readonly ParamGroup<O>[]
  /** Storages laid out as a model's arena. */
  readonly #kept = new Map<ParameterArena, readonly Storage[]>()
  readonly #steps = new Map<Parameter, number>()

  /** `kept`: how many numbers it keeps of each weight. */
  protected constructor(given: Params<O>, defaults: O, kept: number) {
    const groups = given.map((item) => ('params' in item ? item : null))
    const whole = [{ ...defaults, params: given as readonly Parameter[] }]
    this.paramGroups =
      groups.every((group) => group !== null) && groups.length > 0
        ? groups.map((group) => ({ ...defaults, ...group }))
        : whole
    for (const { params } of this.paramGroups) {
      if (params.length === 0) throw new RangeError(`${this.constructor.name}: there are no parameters to train`)
      for (const parameter of params) this.#admit(parameter, kept)
    }
  }

  #admit(parameter: Parameter, kept: number): void {
    if (this.#steps.has(parameter)) throw new RangeError('a parameter is given to the optimiser twice')
    this.#steps.set(parameter, 0)
    const { arena } = parameter
    if (this.#kept.has(arena)) return
    const { length } = arena.gradients
    this.#kept.set(
      arena,
      Array.from({ length: kept }, () => arena.engine.allocate(length)),
    )
  }

  /** Records one update from the gradients that `backward` left. */
  step(): void {
    const updates = this.paramGroups.flatMap((group) =>
      runsOf(group.params.filter(isTrained)).map((run) => ({ group, run })),
    )
    if (updates.length === 0) throw new Error('no parameter has a gradient: call backward(loss) before step()')
    for (const { group, run } of updates) {
      this.update(
        group,
        run,
        this.#kept.get(run.arena)!.map((storage) => run.of(storage)),
      )
    }
  }

  /** Records one update of a run from its gradients; `kept` is what the optimiser keeps of it. */
  protected abstract update(group: ParamGroup<O>, run: Run, kept: readonly Storage[]): void

  /** The number of the step that a run is at, counted when it runs. */
  protected advance({ parameters }: Run): number {
    for (const parameter of parameters) this.#steps.set(parameter, this.#steps.get(parameter)! + 1)
    return this.#steps.get(parameters[0])!
  }

  /** Records zeros in place of all gradients, for `backward(loss, { accumulate: true })` to add to. */
  zeroGrad(): void {
    const parameters = [...this.#steps.keys()]
    for (const run of runsOf(parameters)) zero(run.arena.engine, run.of(run.arena.gradients))
    for (const parameter of parameters) parameter.grad = null
  }

  async state(): Promise<OptimizerState> {
    const read = ([arena, kept]: [ParameterArena, readonly Storage[]]) =>
      Promise.all([arena.weights, ...kept].map((storage) => arena.engine.read(storage)))
    return { models: await Promise.all([...this.#kept].map(read)), steps: [...this.#steps.values()] }
  }

  /** Takes up what `state` gave, of models of the same shape. */
  load({ steps, models }: OptimizerState): void {
    ;[...this.#steps.keys()].forEach((parameter, k) => this.#steps.set(parameter, steps[k]))
    ;[...this.#kept].forEach(([arena, kept], k) => {
      ;[arena.weights, ...kept].forEach((storage, i) => arena.engine.write(storage, models[k][i]))
    })
  }

  release(): void {
    for (const [arena, kept] of this.#kept) for (const storage of kept) arena.engine.release(storage)
  }
}
