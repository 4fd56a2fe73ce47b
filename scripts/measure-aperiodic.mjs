// npm run -s measure:aperiodic -- [--drawings N] [--seed N] [--defects N,N] [--dose N] [--only NAME] [--vae]: structures that no lattice holds, drawn
// with and without defects: how many of the detections are false at 1 % and 5 %, and how many defects are found; with --vae
// by a blind-spot VAE as well. See test/support/measure-aperiodic.ts.
import { parseArgs } from 'node:util'
import { withModules } from './lib/modules.mjs'

const { values } = parseArgs({
  options: {
    drawings: { type: 'string', default: '12' },
    seed: { type: 'string', default: '101' },
    defects: { type: 'string', default: '0,36' },
    dose: { type: 'string', default: '60' },
    only: { type: 'string' },
    vae: { type: 'boolean', default: false },
  },
})
const KINDS = /** @type {const} */ (['vacancy', 'half', 'shift'])
await withModules(async (load) => {
  const { openNodeDevice } = /** @type {typeof import('../src/kernels/node')} */ (await load('/src/kernels/node.ts'))
  const engine = values.vae ? await openNodeDevice() : null
  const { isSearched, measureAperiodic, RATES, STRUCTURES, UNORDERED } =
    /** @type {typeof import('../test/support/measure-aperiodic')} */ (await load('/test/support/measure-aperiodic.ts'))
  const rates = RATES.map((rate) => `false at ${100 * rate} % | found: missing, halved, shifted | kind right`)
  console.log(`| | defects | searched | explained, % | columns | s | ${rates.join(' | ')} |`)
  console.log(`|---|${'--:|'.repeat(5 + 3 * RATES.length)}`)
  for (const structure of STRUCTURES.filter((name) => !values.only || name === values.only)) {
    for (const defects of values.defects.split(',').map(Number)) {
      /** @type {import('../test/support/measure-aperiodic').Measured[]} */
      const all = []
      for (let k = 0; k < Number(values.drawings); k++) {
        const drawing = { structure, seed: Number(values.seed) + k, defects, dose: Number(values.dose) }
        const measured = await measureAperiodic(drawing, engine)
        if (measured) all.push(measured)
      }
      /** @param {(one: typeof all[number]) => number} of */
      const sum = (of) => all.reduce((total, one) => total + of(one), 0)
      /** @param {(one: typeof all[number]) => number} of */
      const mean = (of) => sum(of) / Math.max(1, all.length)
      const cells = RATES.map((_, r) => {
        const [wrong, detections] = [sum(({ rates }) => rates[r].false), sum(({ rates }) => rates[r].detections)]
        const beside = sum(({ rates }) => rates[r].boundary)
        // Without defects every detection is false: it is the drawings with any that a rate limits.
        const alarms = sum(({ rates }) => Number(rates[r].false > 0))
        const part =
          defects === 0
            ? `${alarms} of ${all.length} drawings`
            : `${wrong} of ${detections} (${((100 * wrong) / Math.max(1, detections)).toFixed(1)} %)${beside > 0 ? `, ${beside} at a boundary` : ''}`
        const found = KINDS.map((kind) => {
          const [of, total] = [sum(({ rates }) => rates[r].found[kind]), sum((one) => one.defects[kind])]
          return total > 0 ? `${((100 * of) / total).toFixed(0)} %` : '–'
        })
        const total = sum(({ rates }) => KINDS.reduce((count, kind) => count + rates[r].found[kind], 0))
        const right = total > 0 ? `${((100 * sum(({ rates }) => rates[r].kinds)) / total).toFixed(0)} %` : '–'
        return `${part} | ${found.join(', ')} | ${right}`
      })
      console.log(
        `| ${structure} | ${defects} | ${all.length} of ${values.drawings} | ${(100 * mean(({ explained }) => explained)).toFixed(0)} | ${mean(({ columns }) => columns).toFixed(0)} | ${mean(({ seconds }) => seconds).toFixed(1)} | ${cells.join(' | ')} |`,
      )
    }
  }
  for (const kind of UNORDERED.filter((name) => !values.only || name === values.only)) {
    let searched = 0
    for (let k = 0; k < Number(values.drawings); k++) {
      searched += Number(await isSearched(kind, Number(values.seed) + k))
    }
    console.log(`| ${kind} | 0 | ${searched} of ${values.drawings} |`)
  }
})
process.exit(0)
