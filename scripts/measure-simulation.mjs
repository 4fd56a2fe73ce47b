/**
 * How long the page's Simulate tab takes for what its fields hold at first, twice and with other fields in place, how near the forecast comes, and
 * how soon a simulation that is cancelled has ended.
 *
 *     npm run -s measure:simulation -- [--field "Thickness, cells=4" …]
 */
import { loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { openBuiltPage, press, see } from './lib/built-page.mjs'

const { values } = parseArgs({ options: { field: { type: 'string', multiple: true, default: [] } } })

const { page, close } = await openBuiltPage('#tab=simulate')
try {
  const adapter = await page.evaluate(async () => {
    const { vendor, architecture } = (await navigator.gpu.requestAdapter())?.info ?? {}
    return `${vendor} ${architecture}`
  })
  console.log(`${adapter}, ${new Date().toISOString().slice(0, 10)}, load ${loadavg()[0].toFixed(1)}\n`)
  console.log('| run | forecast | seconds |\n|---|---|--:|')
  await run('first')
  await run('again')
  for (const asked of values.field) {
    const [name, value] = asked.split('=')
    await page.locator(`::-p-aria([name="${name}"][role="spinbutton"])`).fill(value)
    await page.keyboard.press('Tab')
  }
  if (values.field.length > 0) await run(values.field.join('; '))
  await press(page, 'Simulate')
  await see(page, 'lacuna-simulation >>> lacuna-progress', /\d of \d+/)
  const started = performance.now()
  await press(page, 'Cancel')
  await see(page, 'lacuna-simulation >>> [role=status]', /cancelled/)
  console.log(`\ncancelled within ${(performance.now() - started).toFixed(0)} ms, with the pressing of the button`)
} finally {
  await close()
}

/** @param {string} name */
async function run(name) {
  const forecast = await page.$eval('>>> lacuna-simulation >>> .row > .facts', (facts) => facts.textContent?.trim())
  const started = performance.now()
  await press(page, 'Simulate')
  await see(page, 'lacuna-simulation >>> [role=status]', /started/)
  await see(page, 'lacuna-simulation >>> [role=status]', /finished/)
  console.log(`| ${name} | ${forecast} | ${((performance.now() - started) / 1000).toFixed(1)} |`)
}
