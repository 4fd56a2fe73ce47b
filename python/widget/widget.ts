import '../../src/app/element'
import type { LacunaDetector } from '../../src/app/element'

/** What the notebook's kernel and the element share; names are those of the class `Lacuna`. */
interface Traits {
  preset: 'fast' | 'paper'
  seed: number
  epochs: number | null
  rate: number
  crystal: string | null
  region: string | null
  autorun: boolean
  height: number
  selected: number | null
  record: unknown
  model: DataView | null
  problem: { code: string; message: string } | null
  _pixels: DataView
  _shape: [number, number]
  _pixel_size: [number, number] | null
  _name: string
  _heat: DataView | null
}

/** What anywidget hands over; see https://anywidget.dev/en/afm/. */
interface Model {
  get<K extends keyof Traits>(key: K): Traits[K]
  set<K extends keyof Traits>(key: K, value: Traits[K]): void
  save_changes(): void
  on(event: string, listener: (message: { do: Command }) => void): void
  off(event: string, listener: (message: { do: Command }) => void): void
}

type Command = 'train' | 'detect' | 'cancel'

/** Traits that say how to search, with the properties of the element that they stand for. */
const RUN = {
  preset: 'preset',
  seed: 'seed',
  epochs: 'epochs',
  rate: 'falseDiscoveryRate',
  crystal: 'crystal',
  region: 'region',
  autorun: 'autorun',
} as const

function render({ model, el }: { model: Model; el: HTMLElement }): () => void {
  const element = document.createElement('lacuna-detector')
  const told = hear(element, model)
  const follow = () => assign(element, model)
  const command = (message: { do: Command }) => void obey(element, model, message.do).catch(() => {})
  const runEvents = Object.keys(RUN).map((name) => `change:${name}`)

  follow()
  for (const event of [...runEvents, 'change:height']) model.on(event, follow)
  model.on('msg:custom', command)
  el.append(element)
  void opened(element, model).catch(() => {})
  return () => {
    for (const event of [...runEvents, 'change:height']) model.off(event, follow)
    model.off('msg:custom', command)
    told.abort()
    element.remove()
  }
}

function assign(element: LacunaDetector, model: Model): void {
  const run = Object.entries(RUN) as [keyof typeof RUN, (typeof RUN)[keyof typeof RUN]][]
  Object.assign(element, Object.fromEntries(run.map(([trait, property]) => [property, model.get(trait)])))
  element.style.setProperty('--lacuna-height', `${model.get('height')}px`)
}

async function opened(element: LacunaDetector, model: Model): Promise<void> {
  const { buffer, byteOffset, byteLength } = model.get('_pixels')
  const [height, width] = model.get('_shape')
  // The bytes need not begin where a Float32Array may.
  const pixels = new Float32Array(buffer.slice(byteOffset, byteOffset + byteLength))
  const size = model.get('_pixel_size')
  const pixelSize = size && { x: size[0], y: size[1] }
  const learned = model.get('model')
  if (learned) await element.loadModel(new File([learned as DataView<ArrayBuffer>], 'model.safetensors'))
  await element.openPixels(pixels, width, height, { name: model.get('_name'), pixelSize })
}

/** What the element finds and its user changes, as traits. Aborting ends it. */
function hear(element: LacunaDetector, model: Model): AbortController {
  const told = new AbortController()
  const on = <T extends keyof HTMLElementEventMap>(type: T, act: (event: HTMLElementEventMap[T]) => unknown) =>
    element.addEventListener(type, (event) => void act(event), { signal: told.signal })
  const tell = (traits: Partial<Traits>) => {
    for (const [name, value] of Object.entries(traits)) model.set(name as keyof Traits, value)
    model.save_changes()
  }
  on('lacuna-run', () => tell(Object.fromEntries(Object.entries(RUN).map(([t, p]) => [t, element[p]]))))
  on('lacuna-select', ({ detail }) => tell({ selected: detail }))
  on('lacuna-error', ({ detail: { code, message } }) => tell({ problem: { code, message } }))
  on('lacuna-trained', async () => tell({ model: view(await element.saveModel()) }))
  on('lacuna-detections', async ({ detail }) => {
    const record = JSON.parse(await (await element.exportResults('json')).text()) as unknown
    const heat = detail.pictures ? view(detail.pictures.heat) : null
    tell({ record, _heat: heat, problem: null })
  })
  return told
}

async function obey(element: LacunaDetector, model: Model, command: Command): Promise<void> {
  if (command === 'cancel') return element.cancel()
  if (command === 'train' || !model.get('model')) await element.train()
  if (command === 'detect') await element.detect()
}

function view(bytes: Uint8Array | Float32Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

export default { render }
