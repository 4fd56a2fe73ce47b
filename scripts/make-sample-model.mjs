// npm run sample-model: makes again the model that the page's simulated micrograph is searched with at first, by training
// on that micrograph: seed 1, the fast preset. Minutes on a software adapter.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { withModules } from './lib/modules.mjs'
import { root } from './lib/shell.mjs'

await withModules(async (load) => {
  const { LocalDetector } = /** @type {typeof import('../src/session/local-detector')} */ (
    await load('/src/session/local-detector.ts')
  )
  const { openNodeDevice } = /** @type {typeof import('../src/kernels/node')} */ (await load('/src/kernels/node.ts'))
  const detector = new LocalDetector(openNodeDevice)
  await detector.openSample(1)
  const { epochs, loss, trainSeconds } = await detector.train({
    preset: 'fast',
    seed: 1,
    onProgress: ({ message }) => process.stderr.write(`\r${message}   `),
  })
  const bytes = await detector.saveModel()
  const path = 'src/app/sample/lacuna-sample.safetensors'
  writeFileSync(join(root, path), bytes)
  process.stderr.write('\n')
  console.log(
    `${path}: ${bytes.length} bytes, ${epochs} epochs in ${trainSeconds.toFixed(0)} s, loss ${loss.toFixed(1)}`,
  )
  await detector.close()
})
