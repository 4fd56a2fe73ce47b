import { LacunaError } from '../../errors'
import type { Session } from '../state/session'
import type { Opinion, Rectangle, Target } from '../../session/detector'
import { isCrystalFile, isModelFile, isSessionFile } from '../state/files'
import { copyPng } from '../shared/copy-png'
import { download } from '../shared/download'
import type { SeriesFormat } from '../series/lacuna-series'
import type { SeedsFormat } from '../seeds/lacuna-seeds'
import { seedsOfShown } from '../state/seeds'
import { seriesOf } from '../state/series'
import type { ResultFormat } from '../results/lacuna-results'
import type { FigureChoice } from '../viewer/figure-tools'
import { t } from '../language/message'
import { modelFile, seedsFile, seriesFile } from './downloads'
import { unawaited } from './unawaited'

/** What an element can do for the elements within it. */
export interface Commanded {
  open(source: File, options: { anew: boolean }): Promise<unknown>
  openSample(options: { crystal?: string }): Promise<unknown>
  loadModel(source: File): Promise<unknown>
  openCrystal(source: File): Promise<unknown>
  exportResults(format: ResultFormat): Promise<File>
  saveSession(options: { picture: boolean }): Promise<File>
  openSession(source: File, picture: File | null): Promise<unknown>
  exportFigure(choice: FigureChoice): Promise<File>
  readonly renderRoot: HTMLElement | DocumentFragment
}

/** What the elements within ask for, each event with what it starts. */
const COMMANDS: Readonly<Record<string, (element: Commanded, session: Session, detail: unknown) => unknown>> = {
  'lacuna-open': (element, session, files) => take(element, session, files as File[]),
  'lacuna-open-file': (element, _, file) => element.open(file as File, { anew: true }),
  'lacuna-sample': (element, _, crystal) => element.openSample(crystal ? { crystal: crystal as string } : {}),
  'lacuna-rate': (_, session, rate) => session.setRun({ rate: rate as number }),
  'lacuna-train': (_, session, further) => session.train(undefined, { further: further === true }),
  'lacuna-pause': (_, session) => session.pause(),
  'lacuna-resume': (_, session) => session.resume(),
  'lacuna-step': (_, session) => session.step(),
  'lacuna-cancel': (_, session) => session.cancel(),
  'lacuna-detect': (_, session) => session.detect(),
  'lacuna-detect-series': (_, session) => session.series.detect(),
  'lacuna-show-frame': (_, session, detail) => {
    const { index, column } = detail as { index: number | null; column: number | null }
    return session.series.show(index, column)
  },
  'lacuna-detect-seeds': (_, session, seeds) => session.seeds.detect(seeds as number),
  'lacuna-save-seeds': (_, session, ending) => saveSeeds(session, ending as SeedsFormat),
  'lacuna-save-series': (_, session, format) => session.attempt(() => saveSeries(session, format as SeriesFormat)),
  'lacuna-figure': (element, session, detail) => {
    const { choice, copy } = detail as { choice: FigureChoice; copy: boolean }
    return session.attempt(() => (copy ? copyFigure(element, session, choice) : saveFigure(element, session, choice)))
  },
  'lacuna-opinion': (_, session, detail) => {
    const { target, change } = detail as { target: Target; change: Partial<Opinion> }
    session.reviewing.say(target, change)
  },
  'lacuna-view': (_, session, view) => session.store.update({ view: view as Rectangle | null }),
  'lacuna-undo': (_, session) => session.reviewing.undo(),
  'lacuna-redo': (_, session) => session.reviewing.redo(),
  'lacuna-save-session': async (element, session, picture) =>
    save(session, await element.saveSession({ picture: picture as boolean })),
  'lacuna-detect-all': (_, session) => session.detectAll(),
  'lacuna-compare-files': (element, session) => session.attempt(() => compareFiles(element, session)),
  'lacuna-save-summary': (_, session) => session.attempt(() => saveSummary(session)),
  'lacuna-save-model': (_, session) => downloadModel(session),
  'lacuna-save-result': async (element, session, format) =>
    save(session, await element.exportResults(format as ResultFormat)),
}

/** Obeys what is asked for under `root`. The page around the element hears what comes of it, not what was pressed. */
export function obey(root: EventTarget, element: Commanded, session: () => Session): void {
  for (const [type, act] of Object.entries(COMMANDS)) {
    root.addEventListener(type, (event) => {
      event.stopPropagation()
      const done = act(element, session(), (event as CustomEvent<unknown>).detail)
      if (done instanceof Promise) unawaited(done)
    })
  }
}

/**
 * A model and a crystal can be dropped together with micrographs: the model is loaded first, so that it judges them, and the crystal
 * last, since one that was named before does not count for the next file. A session brings its own, but for the micrograph where that was
 * left out.
 */
export async function take(element: Commanded, session: Session, files: readonly File[]): Promise<void> {
  if (session.store.state.batch) return session.attempt(() => Promise.reject(busy()))
  const saved = files.findLast(isSessionFile)
  const micrographs = files.filter((file) => ![isModelFile, isCrystalFile, isSessionFile].some((is) => is(file)))
  if (saved) {
    await element.openSession(saved, micrographs[0] ?? null)
    return
  }
  const model = files.findLast(isModelFile)
  const crystal = files.findLast(isCrystalFile)
  if (model) await element.loadModel(model)
  if (micrographs.length > 0) {
    session.list(micrographs)
    await element.open(micrographs[0], { anew: true })
  }
  if (crystal) await element.openCrystal(crystal)
}

/** What is dropped would take the place of what is searched. */
function busy(): LacunaError {
  return new LacunaError('busy', 'wait for the running work to end, or cancel it')
}

/** Trains unless there is a model already, or nothing to learn. */
export async function trainAndDetect(session: Session): Promise<void> {
  const { model, lattice } = session.store.state
  if (!model && lattice?.verdict !== 'not periodic') await session.train()
  await session.detect()
}

/** What shows them is loaded with the first. */
async function compareFiles({ renderRoot }: Commanded, session: Session): Promise<void> {
  const { showSeveral } = await import('../several/lacuna-several')
  showSeveral(renderRoot, session.store.state)
}

/** What writes it is loaded with the first. */
async function saveSummary(session: Session): Promise<void> {
  const { summaryCsv } = await import('../../session/files/summary')
  save(session, new File([summaryCsv(session.summary())], 'lacuna.summary.csv', { type: 'text/csv' }))
}

/** As the command writes it. */
async function saveSeries(session: Session, format: SeriesFormat): Promise<void> {
  const series = seriesOf(session.store.state)
  if (series) save(session, await seriesFile(series, format))
}

/** As the command writes it. */
function saveSeeds(session: Session, ending: SeedsFormat): void {
  const seeds = seedsOfShown(session.store.state)
  if (seeds) save(session, seedsFile(seeds, ending))
}

async function saveFigure(element: Commanded, session: Session, choice: FigureChoice): Promise<void> {
  save(session, await element.exportFigure(choice))
}

async function copyFigure(element: Commanded, session: Session, choice: FigureChoice): Promise<void> {
  await copyPng(element.exportFigure({ ...choice, format: 'png' }))
  session.say(t`The figure is on the clipboard.`)
}

async function downloadModel(session: Session): Promise<void> {
  const bytes = await session.saveModel()
  const { model } = session.store.state
  if (model) save(session, modelFile(bytes, model, model.from))
}

function save(session: Session, file: File): void {
  download(file)
  session.say(t`Saved ${file.name}.`)
}
