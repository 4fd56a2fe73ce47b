// The U-Net of unet.mjs, trained in the page: npm install lacuna vite && npx vite. `?epochs=2` makes it short.
import { openDevice } from 'lacuna/nn'
import { learnToDenoise, SIDE } from './unet.mjs'

const state = document.querySelector('#state')!
const canvas = document.querySelector<HTMLCanvasElement>('#pictures')!
const epochs = Number(new URLSearchParams(location.search).get('epochs') ?? 8)

try {
  const engine = await openDevice()
  const { before, after, pictures } = await learnToDenoise(engine, {
    epochs,
    onProgress: (done, loss) => (state.textContent = `${done} of ${epochs} epochs, loss ${loss.toFixed(5)}`),
  })
  Object.values(pictures).forEach((picture, k) => draw(picture, k * SIDE))
  canvas.hidden = false
  state.textContent = `From ${before.toFixed(1)} dB to ${after.toFixed(1)} dB`
  engine.close()
} catch (error) {
  // Lacuna's errors say what to do next.
  state.textContent = error instanceof Error ? error.message : String(error)
}

/** The first of the crops, 0–1, in grey. */
function draw(crops: Float32Array, left: number): void {
  const image = new ImageData(SIDE, SIDE)
  for (let i = 0; i < SIDE * SIDE; i++) image.data.set([0, 1, 2].map(() => 255 * crops[i]).concat(255), 4 * i)
  canvas.getContext('2d')!.putImageData(image, left, 0)
}
