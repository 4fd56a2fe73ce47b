// npm run -s measure:precision -- [--micrographs N] [--seed N] [--out FOLDER]: how well the joint fit knows places and intensities of
// simulated columns, beside Cramér and Rao's bound, at several doses (test/support/precision.ts); then how well the strengths that are
// stated of columns of Lacuna's crystals that lost atoms meet the truth (test/support/strengths.ts). With --out the micrographs of the
// first and their truth are kept in FOLDER, for scripts/measure-atomap.py.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { withModules } from './lib/modules.mjs'

const { values } = parseArgs({
  options: {
    micrographs: { type: 'string', default: '6' },
    seed: { type: 'string', default: '1' },
    out: { type: 'string' },
  },
})
await withModules(async (load) => {
  const { forOthers, precision } = /** @type {typeof import('../test/support/precision')} */ (
    await load('/test/support/precision.ts')
  )
  console.log('| electrons | columns | place, pm | bound | mean | intensity, % | bound | mean |')
  console.log('|---|--:|--:|--:|--:|--:|--:|--:|')
  for (const dose of [10, 40, 160, 640]) {
    const given = { micrographs: Number(values.micrographs), dose, seed: Number(values.seed) }
    if (values.out) keep(values.out, dose, forOthers(given))
    const all = await precision(given)
    for (const one of all) {
      const place = [one.place, one.leastPlace, one.placeBias].map((value) => value.toFixed(2))
      const intensity = [one.intensity, one.leastIntensity, one.intensityBias].map((value) => value.toFixed(2))
      console.log(`| ${[`${dose}, ${one.name}`, one.columns, ...place, ...intensity].join(' | ')} |`)
    }
  }
  const { strengths } = /** @type {typeof import('../test/support/strengths')} */ (
    await load('/test/support/strengths.ts')
  )
  const seeds = Array.from({ length: Number(values.micrographs) }, (_, k) => Number(values.seed) + k)
  console.log(
    '\n| atoms missing | crystal | columns | error of the strength, %, mean | rms | within 1 σ | within 2 σ |',
  )
  console.log('|---|---|--:|--:|--:|--:|--:|')
  for (const part of [0.25, 1]) {
    for (const { crystal, columns, mean, rms, within } of await strengths(part, seeds)) {
      const shares = within.map((share) => `${(100 * share).toFixed(0)} %`)
      console.log(
        `| ${[`${100 * part} %`, crystal, columns, mean.toFixed(1), rms.toFixed(1), ...shares].join(' | ')} |`,
      )
    }
  }
})

/**
 * @param {string} folder
 * @param {number} dose
 * @param {{ data: Float32Array, truth: object }[]} micrographs
 */
function keep(folder, dose, micrographs) {
  mkdirSync(folder, { recursive: true })
  for (const [k, { data, truth }] of micrographs.entries()) {
    const path = join(folder, `dose-${String(dose).padStart(3, '0')}-${k}`)
    writeFileSync(`${path}.f32`, data)
    writeFileSync(`${path}.json`, JSON.stringify(truth))
  }
}
