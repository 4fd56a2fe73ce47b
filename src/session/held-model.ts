import { ModelError } from '../errors'
import type { Micrograph } from '../io/micrograph'
import type { Engine } from '../kernels'
import type { TrainedOn } from '../stem/micrograph/trained-on'
import { requireLattice } from '../stem/micrograph/view'
import type { BulkModel } from '../stem/model-file/bulk-model'
import { decodeModel, encodeModel } from '../stem/model-file/model-file'
import type { TrainSummary } from './detector'

/** Where a model is from. */
interface Origin {
  /** Its file, from which it is taken to another device when that one is lost. */
  bytes: Uint8Array
  /** What messages call it: its file, or what it was trained on. */
  source: string
  /** The micrograph that it was trained on here. */
  home: Micrograph | null
}

/** A model in a detector's hands, and where it is from. */
export class HeldModel implements Readonly<Origin> {
  #model: BulkModel
  #engine: Engine
  readonly bytes: Uint8Array
  readonly source: string
  readonly home: Micrograph | null

  private constructor(model: BulkModel, engine: Engine, { bytes, source, home }: Origin) {
    this.#model = model
    this.#engine = engine
    this.bytes = bytes
    this.source = source
    this.home = home
  }

  static async trained(engine: Engine, model: BulkModel, home: Micrograph | null): Promise<HeldModel> {
    const source = `the model of ${home?.name ?? model.training.source}`
    return new HeldModel(model, engine, { bytes: await encodeModel(model), source, home })
  }

  /** Throws a ModelError that names `source` where the file is damaged, or no model of this version. */
  static fromFile(engine: Engine, bytes: Uint8Array, source: string): HeldModel {
    return new HeldModel(decodeModel(engine, bytes, source), engine, { bytes: bytes.slice(), source, home: null })
  }

  get model(): BulkModel {
    return this.#model
  }

  /** The device that it is on. */
  get engine(): Engine {
    return this.#engine
  }

  /** The model on a device, moved there from its file if the one that it was on is lost. */
  on(engine: Engine): BulkModel {
    if (this.#engine === engine) return this.#model
    this.#model = decodeModel(engine, this.bytes, this.source)
    this.#engine = engine
    return this.#model
  }

  summary(): TrainSummary {
    const { vae, training } = this.#model
    const { seed, epochs, region, patches, loss, trainSeconds, adapter } = training
    return { preset: vae.preset.name, seed, epochs, region, patches, loss, trainSeconds, adapter }
  }

  /** The lattice it has learned, by which micrographs are searched; throws a ModelError where it does not say. */
  requireLattice(): TrainedOn {
    return requireLattice(this.#model.trainedOn, this.source)
  }

  /** Throws a ModelError where the model takes another scale than the micrograph's own. */
  requireOwnScale(): void {
    const { trainedOn } = this.#model
    if (!trainedOn || trainedOn.scale === 1) return
    throw new ModelError(
      'model-scale',
      this.source,
      'it has learned a micrograph at another scale, and the paper’s rule takes pixels as they are; leave --model out',
    )
  }

  release(): void {
    this.#model.vae.release()
  }
}
