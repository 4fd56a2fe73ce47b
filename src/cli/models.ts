import { createHash } from 'node:crypto'
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { InputError, LacunaError, ModelError } from '../errors'
import { throwIfAborted } from '../progress'
import type { Asked, DetectionResult } from '../session/detector'
import type { LocalDetector } from '../session/local-detector'
import type { OpeningAsked } from '../session/opening'
import type { ForeignModel } from '../session/recorded'
import { sha256 } from '../session/recorded'
import { LARGEST_MODEL, readBytes } from './input'
import { namesIn } from './inputs'
import { Output } from './output'

/** What is given in place of a file for models that are made as the inputs ask for them. */
export const AUTO = 'auto'
/** Those lie in the folder of results. */
const FOLDER = 'models'
const ENDING = '.safetensors'

/** Micrographs that one model is made of, at most, and where in the list of inputs the others are looked for: all over it. */
const TEACHERS = 4
const PLACES = [1, 0.5, 0.25, 0.75, 0.125, 0.625]

/** A model in a file, and how records name it. */
interface ModelFile {
  path: string
  bytes: Uint8Array
  foreign: ForeignModel
}

/** How the models of `--model` come to be, where they do. */
interface Making {
  preset: string | undefined
  /** Where further models are written; null where none is made. */
  folder: string | null
}

/** The models that a command searches by: each micrograph by the first that knows its lattice. */
export class Models {
  readonly #source: string
  readonly #making: Making
  #known: ModelFile[]
  #loaded: ModelFile | null = null

  private constructor(source: string, known: ModelFile[], making: Making) {
    this.#source = source
    this.#known = known
    this.#making = making
  }

  /**
   * Those of a file, of a folder, or of the results' folder `out`, where `auto` makes them. Reads all, and has the detector check them:
   * throws a ModelError that names a file which is none, or of another preset.
   */
  static async load(detector: LocalDetector, option: string, out: string, preset: string | undefined): Promise<Models> {
    const isAuto = option === AUTO && !existsSync(option)
    const folder = isAuto ? modelFolder(out) : option
    const paths = isAuto || isFolder(option) ? await modelsIn(folder) : [option]
    const models = new Models(folder, [], { preset, folder: isAuto ? folder : null })
    for (const path of paths) await models.#take(detector, path, await readBytes(path, LARGEST_MODEL))
    return models
  }

  /** How records name those that there are. */
  get foreign(): ForeignModel[] {
    return this.#known.map(({ foreign }) => foreign)
  }

  /** The only one, loaded, by which patches and the paper’s rule judge. Throws an InputError where there are several. */
  async requireOne(detector: LocalDetector, input: string): Promise<void> {
    if (this.#known.length !== 1)
      throw new InputError(
        'no-model',
        input,
        'patches, and all that the paper’s rule judges, take one trained model: give its file with --model',
      )
    await this.#use(detector, this.#known[0])
  }

  /**
   * Searches the open micrograph `path` by the model that knows its lattice, and says which; makes one where `auto` may, of it and of
   * some of the inputs that `follow`. Throws a ModelError where there is none.
   */
  async search(
    detector: LocalDetector,
    path: string,
    follow: readonly string[],
    asked: Asked & OpeningAsked,
  ): Promise<{ result: DetectionResult; model: string | null }> {
    for (const model of this.#inTurn()) {
      await this.#use(detector, model)
      try {
        return searchedBy(model, await detector.detect(asked))
      } catch (error) {
        if (!isOfOtherLattice(error) || this.#onlyOneGiven) throw error
      }
    }
    const lattice = await detector.findLattice(asked)
    if (lattice.verdict === 'periodic') {
      if (this.#making.folder === null) throw this.#noneKnows(path)
      await this.#make(detector, path, follow, asked)
    }
    return searchedBy(this.#loaded, await detector.detect(asked))
  }

  get #onlyOneGiven(): boolean {
    return this.#known.length === 1 && this.#making.folder === null
  }

  /** The one that knew the micrograph before comes first. */
  #inTurn(): ModelFile[] {
    return [...this.#known].sort((a, b) => Number(b === this.#loaded) - Number(a === this.#loaded))
  }

  #noneKnows(path: string): ModelError {
    const many = `none of its ${this.#known.length} models has learned the lattice of ${path}`
    return new ModelError('model-lattice', this.#source, `${many}; train one on it, or use --model auto`)
  }

  async #use(detector: LocalDetector, model: ModelFile): Promise<void> {
    if (this.#loaded === model) return
    await detector.loadModel(model.bytes, model.path, { ofPatches: true })
    this.#loaded = model
  }

  async #take(detector: LocalDetector, path: string, bytes: Uint8Array): Promise<void> {
    const summary = await detector.loadModel(bytes, path, { ofPatches: true })
    const { preset } = this.#making
    if (preset !== undefined && summary.preset !== preset) {
      const cause = `the model was trained with the preset "${summary.preset}", not "${preset}"`
      throw new ModelError('model-preset', path, `${cause}; train again or leave the preset out`)
    }
    this.#loaded = { path, bytes, foreign: { sha256: await sha256(bytes), seed: summary.seed } }
    this.#known.push(this.#loaded)
  }

  async #make(
    detector: LocalDetector,
    path: string,
    follow: readonly string[],
    asked: Asked & OpeningAsked,
  ): Promise<void> {
    const add = async (teacher: string) =>
      detector.addBulk(await readBytes(teacher), teacher, { ...asked, ofLattice: true })
    await add(path)
    let teachers = 1
    for (const other of spread(follow)) {
      if (teachers === TEACHERS) break
      try {
        await add(other)
        teachers++
      } catch (error) {
        throwIfAborted(asked.signal)
        // Of another lattice, or no micrograph: its own search says so.
        if (!(error instanceof LacunaError)) throw error
      }
    }
    await detector.train(asked)
    const bytes = await detector.saveModel()
    // By its content, so that several commands may make theirs in one folder.
    const name = createHash('sha256').update(bytes).digest('hex').slice(0, 12) + ENDING
    const output = Output.in(this.#source)
    output.add(name, bytes)
    await output.commit()
    await this.#take(detector, join(this.#source, name), bytes)
  }
}

/** What is not periodic is searched by no model, whichever there is. */
function searchedBy(
  model: ModelFile | null,
  result: DetectionResult,
): { result: DetectionResult; model: string | null } {
  return { result, model: model && result.verdict === 'periodic' ? model.path : null }
}

/** Refuses a file that cannot be read and a folder without a model at once. */
export async function requireModels(option: string): Promise<void> {
  if (!existsSync(option) && option === AUTO) return
  if (!isFolder(option)) await readBytes(option, LARGEST_MODEL)
  else if ((await modelsIn(option)).length === 0)
    throw new InputError('no-model', option, 'it holds no model (*.safetensors); name another folder, or train one')
}

/** Where `auto` keeps the models of results that are written to `out`. */
export function modelFolder(out: string): string {
  return join(out, FOLDER)
}

function isOfOtherLattice(error: unknown): boolean {
  return error instanceof ModelError && error.code === 'model-lattice'
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}

async function modelsIn(folder: string): Promise<string[]> {
  if (!isFolder(folder)) return []
  const names = await namesIn(folder)
  return names
    .filter((name) => name.endsWith(ENDING))
    .sort()
    .map((name) => join(folder, name))
}

/** Some of a list, from all over it, each once. */
function spread<T>(list: readonly T[]): T[] {
  const places = PLACES.map((place) => Math.ceil(place * list.length) - 1).filter((at) => at >= 0)
  return [...new Set(places)].map((at) => list[at])
}
