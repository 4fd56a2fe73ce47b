// npm install lacuna webgpu
// node digits.mjs
//
// Lacuna's engine without its science: a small convolutional network learns to read digits that are drawn here.
import { Adam, backward, compile, Conv2d, Flatten, functional, Linear, manualSeed, Random } from 'lacuna/nn'
import { ReLU, Sequential, Tensor } from 'lacuna/nn'
import { openNodeDevice } from 'lacuna/node'

const SIDE = 16
const BATCH = 32
const STEPS = 300

/** Each digit as five rows of three pixels, which are the bits of a figure. */
const ROWS = ['75557', '26227', '71747', '71717', '55711', '74717', '74757', '71111', '75757', '75717']
/** @type {(digit: number, row: number, column: number) => number} */
const isInk = (digit, row, column) => (Number(ROWS[digit][row]) >> (2 - column)) & 1

manualSeed(1)
const random = new Random(1)

/** A batch of digits, each at a place of its own, twice as large as the font, in noise. */
function draw() {
  const labels = Array.from({ length: BATCH }, () => Math.floor(random.uniform(0, 10)))
  const images = Float32Array.from({ length: BATCH * SIDE * SIDE }, () => random.uniform(0, 0.6))
  labels.forEach((digit, n) => {
    const left = Math.floor(random.uniform(3, 8))
    const top = Math.floor(random.uniform(2, 5))
    for (let y = 0; y < 10; y++)
      for (let x = 0; x < 6; x++)
        if (isInk(digit, y >> 1, x >> 1)) images[(n * SIDE + top + y) * SIDE + left + x] += 0.7
  })
  return { labels, images }
}

/** @type {(numbers: Float32Array) => number} where the largest is */
const largest = (numbers) => numbers.indexOf(Math.max(...numbers))

const engine = await openNodeDevice()
const model = new Sequential(
  new Conv2d(1, 16, 3, { stride: 2, padding: 1 }),
  new ReLU(),
  new Conv2d(16, 32, 3, { stride: 2, padding: 1 }),
  new ReLU(),
  new Flatten(),
  new Linear((SIDE / 4) ** 2 * 32, 10),
).to(engine)
const optimiser = new Adam(model.parameters(), { lr: 1e-2 })

// The step is recorded once, on tensors whose numbers change from run to run.
const images = Tensor.from(engine, new Float32Array(BATCH * SIDE * SIDE), [BATCH, SIDE, SIDE, 1])
const targets = Tensor.from(engine, new Float32Array(BATCH), [BATCH])
const step = await compile(engine, () => {
  const logits = model.forward(images)
  const loss = functional.crossEntropy(logits, targets)
  backward(loss)
  optimiser.step()
  return { loss, logits }
})

let right = 0
for (let done = 1; done <= STEPS; done++) {
  const { labels, images: pixels } = draw()
  engine.write(images.storage, pixels)
  engine.write(targets.storage, Float32Array.from(labels))
  step.run()
  // Every digit is new, so what the network says of it before it learns from it is a fair test.
  const logits = await step.read('logits')
  if (done > STEPS - 10)
    right += labels.filter((label, n) => largest(logits.subarray(10 * n, 10 * n + 10)) === label).length
  if (done % 50 === 0) console.error(`step ${done}, loss ${(await step.read('loss'))[0].toFixed(3)}`)
}
console.log(JSON.stringify({ accuracy: right / (10 * BATCH) }))

step.free()
optimiser.release()
engine.close()
