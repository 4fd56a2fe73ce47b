import { judgedAlike } from '../../session/request'
import { InputError } from '../../errors'
import type { Micrograph } from '../../io/micrograph'
import { throwIfAborted } from '../../progress'
import { isUsualSample } from '../../session/crystals'
import type { Detector } from '../../session/detector'
import { openingOf } from '../../session/opening'
import { t } from '../language/message'
import { said } from '../language/told'
import { kept, noted } from './files'
import { beforeNext, type Before, type Run, runAfter, runForAnother } from './run'
import { NO_REVIEW, type Review } from './review'
import { nameOf, readSource, type Source } from './source'
import type { AppState } from './state'
import type { Store } from './store'
import type { Work } from './work'

/** Opens what is to be searched, looks for its lattice, and knows what was open before. */
export class Opener {
  readonly #store: Store<AppState>
  readonly #detector: Detector
  readonly #work: Work
  /** What is open; null where it is simulated, or nothing. */
  #source: Source | null = null
  /** Whether a search waits for the end of an opening, since what is being opened in another way had been searched. */
  #searchAgain = false
  #before: Before | null = null

  constructor(store: Store<AppState>, detector: Detector, work: Work) {
    this.#store = store
    this.#detector = detector
    this.#work = work
  }

  /** Of the crystal of this name, which the run then has, or of the run's own. */
  openSample(chosen?: string): Promise<Micrograph> {
    const read = async ({ seed, crystal }: Run) => ({
      micrograph: await this.#detector.openSample(seed, crystal),
      contents: null,
    })
    const asked = (run: Run) => (chosen === undefined ? run : { ...run, crystal: chosen })
    return this.#open(t`simulated micrograph, seed ${this.#store.state.run.seed}`, null, read, asked)
  }

  /** With `anew`, what was chosen for the file before does not count for this one. */
  async openFile(source: Source, { anew = false } = {}): Promise<Micrograph> {
    const name = nameOf(source)
    const read = async (run: Run, signal: AbortSignal) => {
      const options = { ...openingOf(run), thumbnails: true, signal, onProgress: this.#work.progress(signal) }
      const { contents, ...micrograph } = await this.#detector.open(await readSource(source, signal), name, options)
      return { micrograph, contents }
    }
    try {
      return await this.#open(name, source, read, (run) => (anew ? runForAnother(run, this.#before) : run))
    } catch (error) {
      if (error instanceof InputError) {
        this.#store.update({ files: noted(this.#store.state.files, source, 'cannot be read') })
      }
      throw error
    }
  }

  /** `source` is null for a simulated micrograph; `asked` is the run by which it is opened. Opening something else ends it. */
  async #open(
    label: string,
    source: Source | null,
    read: (run: Run, signal: AbortSignal) => Promise<Pick<AppState, 'contents'> & { micrograph: Micrograph }>,
    asked: (run: Run) => Run,
  ): Promise<Micrograph> {
    await this.#work.cancel()
    const micrograph = await this.#work.abortable({ activity: 'opening', announcement: null }, async (signal) => {
      const { micrograph, contents } = await read(asked(this.#store.state.run), signal)
      throwIfAborted(signal)
      const { model, micrograph: last, run: own } = this.#store.state
      const wanted = asked(own)
      const run = runAfter(wanted, last, micrograph)
      const fresh = {
        lattice: null,
        result: null,
        selected: null,
        unfinished: null,
        problem: null,
        drawing: false,
        adding: false,
        restored: false,
      }
      const review = this.#reviewOf(source)
      const drift = driftAfter(contents, source === this.#source ? this.#store.state : null)
      const opened = { micrograph, contents, drift, review, simulated: source === null, run }
      this.#store.update({ ...this.#filesWith(source), ...fresh, ...opened })
      if (source !== this.#source) this.#searchAgain = false
      this.#source = source
      this.#before = beforeNext(this.#before, source === null ? own : run, source === null)
      const isSample = source === null && isUsualSample(run.crystal)
      if (!isSample && model?.origin === 'sample') this.#store.update({ model: null })
      const opening = t`Opened ${label}, ${micrograph.width} by ${micrograph.height} pixels.`
      this.#work.say(
        run === wanted ? opening : `${opening} ${t`The region to learn from does not lie in it, and is gone.`}`,
      )
      return micrograph
    })
    // A failure is in the state already, and the micrograph stays open.
    await this.#survey(micrograph).catch(() => {})
    this.#restore(source, micrograph)
    return micrograph
  }

  /** The same file, opened as the run now asks, if a file is open: what was searched is searched again, by the same model. */
  async openAgain(search: () => Promise<unknown>): Promise<void> {
    if (this.#source === null) return
    const { result, activity } = this.#store.state
    this.#searchAgain ||= result?.verdict === 'periodic' || activity === 'detecting'
    try {
      await this.openFile(this.#source)
      const { lattice, model } = this.#store.state
      if (!this.#searchAgain || !model || lattice?.verdict !== 'periodic') return
      await search()
      this.#searchAgain = false
    } catch {
      // In sight.
    }
  }

  /** What is open, as a file or its address; null where it is simulated, or nothing. */
  get source(): Source | null {
    return this.#source
  }

  /** What was said of the same file stays with its columns, however it is opened, and is there again when it is opened again. */
  #reviewOf(source: Source | null): Review {
    const { files, review } = this.#store.state
    if (source !== null && source === this.#source) return review
    return files.find((taken) => taken.file === source)?.kept?.review ?? NO_REVIEW
  }

  /** What was found in a listed file is shown again, if the run still asks for the same. */
  #restore(source: Source | null, micrograph: Micrograph): void {
    const { files, run, micrograph: open, lattice } = this.#store.state
    const before = files.find((taken) => taken.file === source)?.kept
    if (open !== micrograph || lattice?.verdict !== 'periodic' || !before?.whole) return
    const { result } = before
    if (result?.verdict !== 'periodic') return
    if (judgedAlike(result.asked, run)) this.#store.update({ result, restored: true })
  }

  /** What came of the file that was open stays in the list, which stays while files of it, or simulated micrographs, are opened. */
  #filesWith(source: Source | null): Pick<AppState, 'files' | 'file'> {
    const { files, file, result, review, micrograph } = this.#store.state
    const stays = source === null || files.some((taken) => taken.file === source)
    return {
      files: stays ? kept(files, file, { micrograph, result, review, pixelSize: micrograph?.pixelSize ?? null }) : [],
      file: source instanceof File ? source : null,
    }
  }

  /** Looks for the lattice of what has been opened; opening something else ends it. */
  #survey(micrograph: Micrograph): Promise<void> {
    return this.#work.abortable({ activity: 'surveying', announcement: null }, async (signal) => {
      if (this.#store.state.micrograph !== micrograph) return
      const { run } = this.#store.state
      const call = { signal, onProgress: this.#work.progress(signal) }
      const lattice = await this.#detector.findLattice({ ...run, ...call })
      const result = lattice.verdict === 'not periodic' ? await this.#detector.detect({ ...run, ...call }) : null
      this.#store.update({ lattice, result })
      this.#work.say(
        lattice.verdict === 'periodic'
          ? t`${said(micrograph.name)} is open, and its lattice is found.`
          : t`${said(micrograph.name)} is not periodic: ${said(lattice.reason)}.`,
      )
    })
  }

  /** The lattice that is known, by the names of another crystal. */
  async describeLattice(): Promise<void> {
    const { micrograph } = this.#store.state
    await this.#work
      .attempt(async () => {
        const lattice = await this.#detector.findLattice(this.#store.state.run)
        if (this.#store.state.micrograph === micrograph) this.#store.update({ lattice })
      })
      .catch(() => {})
  }
}

/** What is known of a series' drift when a file is opened; `before` is of the same file, opened in another way. */
function driftAfter(contents: AppState['contents'], before: AppState | null): AppState['drift'] {
  if (!contents) return null
  const { taken, drift } = contents
  if (drift) return { first: taken.first, shifts: drift }
  return before?.contents?.taken.image === taken.image ? before.drift : null
}
