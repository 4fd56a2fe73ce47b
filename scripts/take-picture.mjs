/**
 * npm run picture: takes the README's picture anew, docs/lacuna.webp: the built page finds the six defects of its simulated
 * micrograph, lays it beside its heat map, and shows three of the defects close up.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { animatedWebp } from './lib/animated-webp.mjs'
import { openBuiltPage, press, see } from './lib/built-page.mjs'
import { root } from './lib/shell.mjs'

const size = { width: 1200, height: 750 }
const path = 'docs/lacuna.webp'

/** @type {{ webp: Uint8Array, milliseconds: number }[]} */
const frames = []
const { page, close } = await openBuiltPage('#preset=fast&seed=1&crystal=SrTiO3+[001]')
try {
  await page.setViewport({ ...size, deviceScaleFactor: 1 })
  await page.emulateMediaFeatures([
    { name: 'prefers-color-scheme', value: 'dark' },
    { name: 'prefers-reduced-motion', value: 'reduce' },
  ])
  await see(page, '#found', /\d detection/)
  await frame(2500)

  await (await control('checkbox', 'Compare')).click()
  for (const part of [0.5, 0.35, 0.2, 0.35, 0.5, 0.65, 0.8]) {
    await compareAt(part)
    await frame(part === 0.5 ? 900 : 250)
  }
  await (await control('checkbox', 'Compare')).click()

  for (const id of [2, 5, 1]) {
    await press(page, `Detection ${id}: show in the picture`)
    await frame(2500)
  }
} finally {
  await close()
}
const picture = animatedWebp(frames, size)
writeFileSync(join(root, path), picture)
console.log(`${path}: ${frames.length} frames, ${(picture.length / 1e6).toFixed(2)} MB`)

/** @param {number} milliseconds for which it is shown */
async function frame(milliseconds) {
  await pause(300)
  frames.push({ webp: await page.screenshot({ type: 'webp', quality: 50 }), milliseconds })
}

/** @param {string} role @param {string} name */
async function control(role, name) {
  const found = await page.waitForSelector(`::-p-aria([name="${name}"][role="${role}"])`)
  if (!found) throw new Error(`there is no ${role} named ${name}`)
  return found
}

/** Draws the line to this part of the picture's width, as a hand would. @param {number} part */
async function compareAt(part) {
  const line = await control('slider', 'Divider between the micrograph and the result')
  await line.evaluate((element, value) => {
    const input = /** @type {HTMLInputElement} */ (element)
    input.value = String(Number(input.min || 0) + value * (Number(input.max || 100) - Number(input.min || 0)))
    input.dispatchEvent(new Event('input', { bubbles: true, composed: true }))
  }, part)
}
