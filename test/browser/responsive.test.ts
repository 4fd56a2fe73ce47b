import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ElementHandle } from 'puppeteer'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { drawnCrystal } from '../../scripts/lib/drawn-crystal.mjs'
import { countFrames, watchMainThread } from '../../scripts/lib/main-thread.mjs'
import { type Site, startSite, Visitor } from './harness'

/**
 * What the page may do at a time, ms of the processor's time: on the clock a task takes as long as other programs let it.
 * Measured are some 10, so only what is new and wrong comes near.
 */
const LONGEST = 50
/** What a person still sees move. Measured are over 40, beside other work. */
const FRAMES = 20
const SIDE = 4096

let site: Site
let visitor: Visitor

beforeAll(async () => {
  site = await startSite()
  visitor = await Visitor.open(await site.launch(), site.url, { file: 'large.npy' })
  await visitor.begun()
  const folder = mkdtempSync(join(tmpdir(), 'lacuna-large-'))
  const file = join(folder, 'large.npy')
  writeFileSync(file, drawnCrystal(SIDE))
  const picker = (await visitor.page.$('>>> input[type=file]')) as ElementHandle<HTMLInputElement>
  await picker.uploadFile(file)
  await visitor.see('#facts', new RegExp(`${SIDE} × ${SIDE} px`))
  await visitor.see('#lattice', /^Cell 2[34]\./, 60_000)
  rmSync(folder, { recursive: true })
})

afterAll(async () => {
  const { complaints } = visitor
  await visitor.close()
  await site.close()
  expect(complaints).toEqual([])
})

it('a large micrograph is panned and zoomed while it is learned, and the page never stalls', async () => {
  await visitor.press('Train')
  await visitor.see('lacuna-progress', /\d of \d+/, 60_000)
  let frames = 0
  const { longestCpu } = await watchMainThread(visitor.page, async () => {
    frames = await countFrames(visitor.page, look)
  })
  expect(longestCpu).toBeLessThan(LONGEST)
  expect(frames).toBeGreaterThan(FRAMES)
})

async function look(): Promise<void> {
  const { mouse } = visitor.page
  const box = (await (await visitor.page.$('>>> lacuna-viewer >>> canvas'))!.boundingBox())!
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
  for (let turn = 0; turn < 40; turn++) {
    await mouse.move(x, y)
    await mouse.wheel({ deltaY: turn % 20 < 10 ? -160 : 160 })
    await mouse.down()
    await mouse.move(x + 50 * Math.cos(turn), y + 50 * Math.sin(turn), { steps: 4 })
    await mouse.up()
  }
}
