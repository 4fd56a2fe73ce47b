import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { LacunaDetector } from '../../../src/app/element'
import { buildOnce } from '../../support/build-once'
import { serve, type Site, viteBuild, Visitor } from '../harness'
import { moire, noise, specimen } from '../micrograph'

const root = join(import.meta.dirname, '../../..')
/** A software adapter beside other work. */
const PATIENCE = 180_000

/** What the page has heard, as far as it can be told in JSON. */
export interface Heard {
  type: string
  detail: Record<string, unknown> | null
}

/** A page that defines the elements and shows nothing but what a test puts there; `micrograph.png` and, without a lattice, `noise.png` and `moire.png`, lie beside it. */
export class Stage {
  private constructor(
    readonly visitor: Visitor,
    private readonly site: Site,
  ) {}

  static async build(): Promise<Stage> {
    const site = await serve(await buildOnce('element', buildElement))
    return new Stage(await Visitor.open(await site.launch(), site.url), site)
  }

  /** Resolves with what the browser complained of, but for an address that leads nowhere. */
  async close(): Promise<string[]> {
    const { complaints } = this.visitor
    await this.visitor.close()
    await this.site.close()
    return complaints.filter((complaint) => !/404/.test(complaint))
  }

  /** Replaces what is in the page, and listens at its very top, where only bubbling, composed events arrive. */
  async place(markup: string): Promise<void> {
    await this.visitor.page.evaluate((html) => {
      const heard: Heard[] = []
      Object.assign(window, { heard })
      const main = document.querySelector('main')!
      main.innerHTML = html
      for (const type of [
        'adapter',
        'progress',
        'lattice',
        'trained',
        'detections',
        'error',
        'select',
        'run',
        'train',
        'open',
      ]) {
        main.addEventListener(`lacuna-${type}`, (event) => {
          const { detail } = event as CustomEvent<Record<string, unknown> | null>
          const plain = Object.entries(detail ?? {}).filter(([, value]) => !ArrayBuffer.isView(value))
          heard.push({ type: event.type, detail: detail && Object.fromEntries(plain) })
        })
      }
    }, markup)
  }

  heard(type: string): Promise<Heard[]> {
    return this.visitor.page.evaluate(
      (wanted) => (window as unknown as { heard: Heard[] }).heard.filter((event) => event.type === wanted),
      type,
    )
  }

  /** Waits until an event has been heard so many times. */
  async hear(type: string, count = 1): Promise<Heard[]> {
    const end = Date.now() + PATIENCE
    for (;;) {
      const events = await this.heard(type)
      if (events.length >= count) return events
      if (Date.now() > end) throw new Error(`${type} was never heard`)
      await pause(50)
    }
  }

  /** Calls the element, and gives what it resolves with, or the `code` or reason that it rejects with. */
  call<T>(act: (element: LacunaDetector) => Promise<T>): Promise<{ value?: T; code?: string }> {
    const outcome = '(value) => ({ value }), (error) => ({ code: error.code ?? String(error) })'
    const expression = `(${act.toString()})(document.querySelector('lacuna-detector')).then(${outcome})`
    return this.visitor.page.evaluate(expression) as Promise<{ value?: T; code?: string }>
  }

  /** Starts what takes long, without waiting for it. */
  async start(act: (element: LacunaDetector) => Promise<unknown>): Promise<void> {
    const expression = `void (${act.toString()})(document.querySelector('lacuna-detector')).catch(() => {})`
    await this.visitor.page.evaluate(expression)
  }

  async dress(theme: 'light' | 'dark', width: string): Promise<void> {
    await this.visitor.page.$eval(
      'lacuna-detector',
      async (element, look) => {
        element.theme = look.theme
        element.style.width = look.width
        await element.updateComplete
      },
      { theme, width },
    )
  }
}

function buildElement(folder: string): void {
  viteBuild(root, 'test/browser/element', '--config', 'vite.config.ts', '--outDir', folder, '--emptyOutDir')
  writeFileSync(join(folder, 'micrograph.png'), specimen().png)
  writeFileSync(join(folder, 'noise.png'), noise())
  writeFileSync(join(folder, 'moire.png'), moire())
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
