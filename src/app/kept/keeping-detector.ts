import type { Detector } from '../../session/detector'
import { completed } from '../../session/request'
import { WorkerDetector } from '../../session/worker-detector'
import type { Keeper } from './keeper'

/** The page's detector, which hands what it was given and what it has learned to a keeper. */
export class KeepingDetector extends WorkerDetector {
  /** False while what is kept is being restored: it is there already. */
  keeping = true
  readonly #keeper: Keeper
  /** A model that is there at every visit: this address ends in its name. */
  readonly #bundled: string
  /** Of the micrograph that is open. */
  #name = ''
  /** Settles when the latest model is with the keeper. */
  #saved: Promise<void> = Promise.resolve()

  constructor(worker: Worker, keeper: Keeper, bundled: string) {
    super(worker)
    this.#keeper = keeper
    this.#bundled = bundled
  }

  override async open(...[bytes, name, options]: Parameters<Detector['open']>): ReturnType<Detector['open']> {
    const micrograph = await super.open(bytes, name, options)
    this.#name = name
    if (this.keeping) void this.#keeper.keep('micrograph', asFile(bytes, name))
    return micrograph
  }

  /** Made again from the seed, which is in the address. */
  override async openSample(...args: Parameters<Detector['openSample']>): ReturnType<Detector['openSample']> {
    const micrograph = await super.openSample(...args)
    this.#name = micrograph.name
    if (this.keeping) void this.#keeper.drop('micrograph')
    return micrograph
  }

  /** What was learned until a training was cancelled is kept too. */
  override async train(...[options]: Parameters<Detector['train']>): ReturnType<Detector['train']> {
    const { preset, seed } = completed(options ?? {})
    try {
      return await super.train(options)
    } finally {
      const name = `${this.#name}.${preset}.seed${seed}.safetensors`
      this.#saved = this.saveModel().then(
        (bytes) => this.#keeper.keep('model', asFile(bytes, name)),
        // Nothing was learned yet.
        () => {},
      )
    }
  }

  override async loadModel(...args: Parameters<Detector['loadModel']>): ReturnType<Detector['loadModel']> {
    const [bytes, name] = args
    const summary = await super.loadModel(...args)
    if (this.keeping && !this.#bundled.endsWith(`/${name}`)) void this.#keeper.keep('model', asFile(bytes, name))
    return summary
  }

  /** Marked only when it has ended well: a search that a browser does not survive is not begun again by itself. */
  override async detect(...args: Parameters<Detector['detect']>): ReturnType<Detector['detect']> {
    await this.#keeper.setSearched(false)
    const result = await super.detect(...args)
    // A model that is kept only then would take the mark away.
    void this.#saved.then(() => this.#keeper.setSearched(true))
    return result
  }
}

function asFile(bytes: Uint8Array, name: string): File {
  return new File([bytes as Uint8Array<ArrayBuffer>], name)
}
