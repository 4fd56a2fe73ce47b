// npm run -s measure:vae -- [--data DIR] [--seed N] [--epochs N] [--only NAME,NAME …]: what augmentation, latent size, likelihood, blur and
// centring are worth to the VAE of patches, beside predictions that are no VAE. See test/support/measure-vae.ts.
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { withModules } from './lib/modules.mjs'

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data' },
    seed: { type: 'string', default: '1' },
    epochs: { type: 'string', default: '60' },
    only: { type: 'string', default: '' },
  },
})
const options = {
  data: resolve(process.env.INIT_CWD ?? process.cwd(), values.data),
  seed: Number(values.seed),
  epochs: Number(values.epochs),
  only: values.only.split(',').filter(Boolean),
}
await withModules(async (load) => {
  const { measureVae } = /** @type {typeof import('../test/support/measure-vae')} */ (
    await load('/test/support/measure-vae.ts')
  )
  const { openNodeDevice } = /** @type {typeof import('../src/kernels/node')} */ (await load('/src/kernels/node.ts'))
  await measureVae(await openNodeDevice(), { ...options, print: (line) => console.log(line) })
})
process.exit(0)
