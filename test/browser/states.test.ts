import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Stage } from './element/stage'
import { keepsLook } from './gallery'
import { THEME_RULES } from './harness'

const THEMES = ['light', 'dark'] as const
const WIDTHS = ['68rem', '22rem'] as const

let stage: Stage

beforeAll(async () => {
  stage = await Stage.build()
  await stage.visitor.page.setViewport({ width: 1200, height: 800, deviceScaleFactor: 1 })
})

afterAll(async () => expect(await stage.close()).toEqual([]))

/** Every state that a person can meet, in the order of one sitting. */
describe.each([
  ['empty', () => stage.place('<lacuna-detector epochs="2"></lacuna-detector>')],
  ['failed', async () => void (await stage.call((element) => element.open('./gone.png')))],
  ['open', async () => void (await stage.call((element) => element.open('./micrograph.png')))],
  ['drawing', () => stage.visitor.press('Draw region')],
  [
    'paused',
    async () => {
      await stage.start((element) => element.train())
      await stage.visitor.see('#learned', /after 1 epoch$/, 180_000)
      await stage.call((element) => element.pause())
    },
  ],
  [
    'trained',
    async () => {
      await stage.call((element) => element.resume())
      await stage.hear('lacuna-trained')
    },
  ],
  ['found', async () => void (await stage.call((element) => element.detect()))],
  ['chosen', () => stage.visitor.press('Detection 1: show in the picture')],
  ['compared', async () => (await stage.visitor.find('checkbox', 'Compare')).click()],
  [
    'reviewed',
    async () => {
      await (await stage.visitor.find('checkbox', 'Compare')).click()
      await stage.visitor.press('Accept')
      await stage.visitor.press('Figure')
    },
  ],
  [
    'layers',
    async () => {
      await stage.visitor.press('Figure')
      await (await stage.visitor.find('combobox', 'Overlay')).select('exx')
      await stage.visitor.press('FFT')
      await stage.visitor.press('Measure')
    },
  ],
  ['not-periodic', async () => void (await stage.call((element) => element.open('./noise.png')))],
  [
    'without-lattice',
    async () => {
      await stage.call((element) => element.open('./moire.png'))
      await stage.visitor.press('FFT')
      await stage.visitor.press('Measure')
      await stage.visitor.press('Detection 1: show in the picture')
      await stage.visitor.press('Reject')
    },
  ],
])('%s', (state, reach) => {
  beforeAll(reach, 200_000)

  const looks = THEMES.flatMap((theme) => WIDTHS.map((width) => ({ theme, width })))

  it.each(looks)(
    '$theme, $width wide: axe finds nothing, nothing sticks out, it looks as it did',
    async ({ theme, width }) => {
      const { visitor } = stage
      await stage.dress(theme, width)
      expect(await visitor.axe(...(theme === 'light' ? [] : THEME_RULES))).toEqual([])
      const look = await visitor.page.$eval('lacuna-detector', (element) => {
        const [viewer, panel] = ['lacuna-viewer', 'lacuna-panel'].map((name) => {
          return element.shadowRoot!.querySelector(name)!.getBoundingClientRect()
        })
        const { colorScheme } = getComputedStyle(element)
        return { colorScheme, beside: panel.left >= viewer.right, overflow: element.scrollWidth - element.clientWidth }
      })
      expect(look).toEqual({ colorScheme: theme, beside: width === '68rem', overflow: 0 })
      const kind = width === '22rem' ? 'narrow' : 'wide'
      if ((kind === 'wide') !== (theme === 'dark')) return
      await keepsLook(visitor.page, 'lacuna-detector', `${state}-${kind}`)
    },
  )
})
