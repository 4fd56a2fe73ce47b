/**
 * How soon the built page has a first result, and how it answers while it works: longest task of its main thread, frames per
 * second while a large micrograph is panned and zoomed, idle and while it trains.
 *
 *     npm run -s measure:page -- [--side 4096] [--seconds 6]
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { openBuiltPage, press, see } from './lib/built-page.mjs'
import { drawnCrystal } from './lib/drawn-crystal.mjs'
import { countFrames, watchMainThread } from './lib/main-thread.mjs'

const { values } = parseArgs({
  options: { side: { type: 'string', default: '4096' }, seconds: { type: 'string', default: '6' } },
})
const [side, duration] = [Number(values.side), 1000 * Number(values.seconds)]

const folder = mkdtempSync(join(tmpdir(), 'lacuna-measure-'))
const large = join(folder, 'large.npy')
const small = join(folder, 'small.npy')
writeFileSync(large, drawnCrystal(side))
writeFileSync(small, drawnCrystal(384))
const { page, close } = await openBuiltPage('#preset=fast&seed=1')
try {
  await see(page, '#found', /detection/)
  const first = await page.evaluate(() => performance.now())
  console.log(`first result ${(first / 1000).toFixed(1)} s after the page was asked for\n`)
  console.log('| while | longest task, ms | its processor time, ms | tasks > 50 ms | frames/s |\n|---|---|---|---|---|')
  await measure(`opening ${side}²`, () => open(large))
  await measure('panning and zooming, idle', look)
  await press(page, 'Train')
  await see(page, 'lacuna-progress', /\d of \d+/)
  await measure('training', () => whileTraining(() => pause(duration)))
  await measure('panning and zooming, training', () => whileTraining(look))
  await press(page, 'Cancel')
  await open(small)
  await page.locator('::-p-aria([name="Epochs"][role="spinbutton"])').fill('2')
  // What was cancelled after an epoch is a model.
  await press(page, 'Train', 'Retrain')
  await measure('a whole training, 384²', () => see(page, '#model-facts', /^Trained on/))
  await press(page, 'Detect')
  await measure('detection, 384²', () => see(page, '#found', /\d detection/))
  await measure('the threshold dragged', dragThreshold)
} finally {
  await close()
  rmSync(folder, { recursive: true, force: true })
}

/** @param {string} what @param {() => Promise<unknown>} act */
async function measure(what, act) {
  let frames = 0
  const { longest, longestCpu, long } = await watchMainThread(page, async () => {
    frames = await countFrames(page, act)
  })
  console.log(`| ${what} | ${longest.toFixed(0)} | ${longestCpu.toFixed(0)} | ${long} | ${frames.toFixed(0)} |`)
}

/** Refuses what was measured when the training ended before it did. @param {() => Promise<unknown>} act */
async function whileTraining(act) {
  await act()
  if (!(await page.$('>>> lacuna-progress')))
    throw new Error('the training ended while it was being watched: take fewer --seconds')
}

/** @param {string} path */
async function open(path) {
  const picker = await page.waitForSelector('>>> input[type=file]')
  await /** @type {import('puppeteer').ElementHandle<HTMLInputElement>} */ (picker).uploadFile(path)
  await see(page, '#facts', new RegExp(basename(path)))
  await see(page, '#lattice', /^Cell/)
}

/** Turns the wheel in and out and drags, for as long as is asked for. */
async function look() {
  const canvas = await page.$('>>> lacuna-viewer >>> canvas')
  const box = await canvas?.boundingBox()
  if (!box) throw new Error('there is no picture to look at')
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
  const end = Date.now() + duration
  await page.mouse.move(x, y)
  for (let turn = 0; Date.now() < end; turn++) {
    await page.mouse.wheel({ deltaY: turn % 24 < 12 ? -160 : 160 })
    await page.mouse.down()
    await page.mouse.move(x + 60 * Math.cos(turn), y + 60 * Math.sin(turn), { steps: 4 })
    await page.mouse.up()
    await page.mouse.move(x, y)
  }
  await press(page, 'Fit')
}

async function dragThreshold() {
  const handle = await page.waitForSelector('::-p-aria([name="Threshold, −log10 p"][role="slider"])')
  const box = await handle?.boundingBox()
  if (!box) throw new Error('there is no threshold to drag')
  const [x, y] = [box.x + box.width / 2, box.y + 8]
  await page.mouse.move(x, y)
  await page.mouse.down()
  const end = Date.now() + duration
  for (let turn = 0; Date.now() < end; turn++) await page.mouse.move(x - 60 * Math.abs(Math.sin(turn / 8)), y)
  await page.mouse.up()
}
