import type { ReactiveController, ReactiveControllerHost } from 'lit'
import { firstKnown } from './catalogue'
import { speak } from './language'

/** Has the page's elements speak as the nearest `lang` around this one says, now and whenever it changes. */
export class LanguageOfElement implements ReactiveController {
  readonly #host: ReactiveControllerHost & Element
  readonly #changes: MutationObserver

  constructor(host: ReactiveControllerHost & Element) {
    this.#host = host
    this.#changes = new MutationObserver(() => this.#follow())
    host.addController(this)
  }

  hostConnected(): void {
    this.#follow()
    for (const root of rootsOf(this.#host))
      this.#changes.observe(root, { attributes: true, attributeFilter: ['lang'], subtree: true })
  }

  hostDisconnected(): void {
    this.#changes.disconnect()
  }

  #follow(): void {
    const lang = langOf(this.#host)
    // A catalogue that cannot be had leaves the page in the language it speaks.
    void speak(firstKnown(lang === null ? [] : [lang])).catch(() => {})
  }
}

/** The nearest `lang`, through shadow roots; null where there is none. */
function langOf(element: Element): string | null {
  const nearest = element.closest('[lang]')
  if (nearest) return nearest.getAttribute('lang')
  const root = element.getRootNode()
  return root instanceof ShadowRoot ? langOf(root.host) : null
}

/** The document, and the shadow roots that the element is in. */
function rootsOf(element: Element): Node[] {
  const root = element.getRootNode()
  return root instanceof ShadowRoot ? [root, ...rootsOf(root.host)] : [root]
}
