// The element's events, in a page that a bundler builds: npm install lacuna vite && npx vite
import 'lacuna/element'

const detector = document.querySelector('lacuna-detector')!
const rows = document.querySelector('#rows')!
const progress = document.querySelector<HTMLProgressElement>('#progress')!
const state = document.querySelector('#state')!

detector.addEventListener('lacuna-progress', ({ detail }) => {
  progress.value = detail.done / detail.total
  state.textContent = detail.message
})

detector.addEventListener('lacuna-trained', ({ detail }) => {
  state.textContent = `Trained on ${detail.from} for ${detail.epochs} epochs.`
})

detector.addEventListener('lacuna-detections', ({ detail }) => {
  rows.replaceChildren(
    ...(detail.detections ?? []).map(({ xAngstrom, yAngstrom, kind, score }) => row(xAngstrom, yAngstrom, kind, score)),
  )
  if (detail.verdict === 'not periodic') state.textContent = `Not periodic: ${detail.reason}.`
})

detector.addEventListener('lacuna-error', ({ detail }) => {
  state.textContent = `${detail.code}: ${detail.message}`
})

function row(x: number | null, y: number | null, kind: string, score: number): HTMLTableRowElement {
  const line = document.createElement('tr')
  for (const value of [x?.toFixed(1) ?? '–', y?.toFixed(1) ?? '–', kind, score.toFixed(1)]) {
    line.insertCell().textContent = value
  }
  return line
}

await detector.openSample()
