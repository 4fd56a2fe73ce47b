// npm install lacuna webgpu
// node denoise.mjs
//
// Trains the U-Net of unet.mjs and says what it reached, in decibels, on a specimen that it has not seen.
import { openNodeDevice } from 'lacuna/node'
import { learnToDenoise } from './unet.mjs'

const engine = await openNodeDevice()
const { parameters, before, after } = await learnToDenoise(engine, {
  onProgress: (epochs, loss) => console.error(`${epochs} epochs, loss ${loss.toFixed(5)}`),
})
console.log(JSON.stringify({ parameters, psnrNoisy: before, psnrDenoised: after }))
engine.close()
