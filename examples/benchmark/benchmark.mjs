// npm install lacuna webgpu
// node benchmark.mjs > figures.json
//
// What a convolution of Lacuna's engine reaches on this machine: milliseconds and multiply-adds a second, by channels.
import { adapterSummary } from 'lacuna/kernels'
import { compile, Conv2d, Random, Tensor } from 'lacuna/nn'
import { openNodeDevice } from 'lacuna/node'

const BATCH = 4
const SIDE = 32
const RUNS = 5
const SAMPLES = 3

const engine = await openNodeDevice()
const random = new Random(1)
const figures = []
for (const channels of [8, 16, 32]) {
  const layer = new Conv2d(channels, channels, 3, { padding: 1 }).to(engine)
  const numbers = Float32Array.from({ length: BATCH * SIDE * SIDE * channels }, () => random.uniform(-1, 1))
  const x = Tensor.from(engine, numbers, [BATCH, SIDE, SIDE, channels])
  const step = await compile(engine, () => ({ y: layer.forward(x) }))
  await time(step, 1)
  const times = []
  for (let sample = 0; sample < SAMPLES; sample++) times.push((await time(step, RUNS)) / RUNS)
  const milliseconds = times.sort((a, b) => a - b)[SAMPLES >> 1]
  const multiplyAdds = BATCH * SIDE * SIDE * channels * channels * 9
  figures.push({ channels, milliseconds, gigaMultiplyAddsPerSecond: multiplyAdds / milliseconds / 1e6 })
  step.free()
  x[Symbol.dispose]()
}
console.log(
  JSON.stringify({ adapter: adapterSummary(engine.info), batch: BATCH, side: SIDE, kernel: 3, figures }, null, 2),
)
engine.close()

/**
 * Milliseconds that `runs` runs take, until the device is done with them.
 * @param {{ run(): void }} step
 * @param {number} runs
 */
async function time(step, runs) {
  const started = performance.now()
  for (let run = 0; run < runs; run++) step.run()
  await engine.device.queue.onSubmittedWorkDone()
  return performance.now() - started
}
