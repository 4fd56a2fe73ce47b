import { JaxJs } from './peers/jax'
import { Lacuna } from './peers/lacuna'
import { TensorFlowJs } from './peers/tfjs'
import { reportHtml } from './report/html'
import { runSuite } from './suite'

/** The same suite in a browser: on its adapter, without PyTorch, processor time and empty driver caches. */
async function run(quick: boolean): Promise<void> {
  const { gpu, hardwareConcurrency: cores, userAgent } = navigator
  const cpuMs = () => Promise.resolve(null)
  const browser = /(?:Firefox|Chrome|Version)\/[\d.]+/.exec(userAgent)?.[0].replace('/', ' ') ?? 'unknown'
  const lacuna = new Lacuna(gpu, cpuMs)
  const peers = [new TensorFlowJs(cpuMs), new JaxJs(cpuMs)]
  const result = await runSuite(lacuna, peers, {
    quick,
    sweeps: !quick,
    seed: 1,
    versions: { browser },
    cores,
    log: say,
  })
  const report = element('report', HTMLIFrameElement)
  report.srcdoc = reportHtml(result)
  report.hidden = false
  const json = element('json', HTMLAnchorElement)
  json.href = URL.createObjectURL(new Blob([JSON.stringify(result, null, 1)], { type: 'application/json' }))
  json.hidden = false
  say('Done.')
}

function say(message: string): void {
  element('status', HTMLElement).textContent = message
}

function element<T extends HTMLElement>(id: string, type: new () => T): T {
  const found = document.getElementById(id)
  if (!(found instanceof type)) throw new Error(`the page has no #${id}`)
  return found
}

const buttons = [element('quick', HTMLButtonElement), element('full', HTMLButtonElement)]
for (const button of buttons) {
  button.addEventListener('click', () => {
    for (const each of buttons) each.disabled = true
    run(button.id === 'quick')
      .catch((error: unknown) => say(String(error)))
      .finally(() => {
        for (const each of buttons) each.disabled = false
      })
  })
}
