import { expect, test } from 'vitest'
import { Random } from '../../../../src/nn'
import { GaussianFit } from '../../../../src/stem/math/gaussian-fit'
import { StillFit } from '../../../../src/stem/math/still-fit'

test('is the fit of a Gaussian that may not move', () => {
  const random = new Random(2)
  const [width, sigma, reach] = [40, 2.7, 5.4]
  const data = Float32Array.from({ length: width * width }, () => random.normal())
  const [still, whole] = [new StillFit(reach), new GaussianFit(1)]
  for (let n = 0; n < 50; n++) {
    const [x, y] = [
      reach + random.uniform() * (width - 1 - 2 * reach),
      reach + random.uniform() * (width - 1 - 2 * reach),
    ]
    const sides = {
      left: Math.ceil(x - reach),
      right: Math.floor(x + reach),
      top: Math.ceil(y - reach),
      bottom: Math.floor(y + reach),
    }
    whole.sum({ top: 0, width, pixels: [data] }, { x, y, reach, ...sides }, { x, y, sigma })
    still.at({ data, width }, { x, y, sigma })
    const { height, constant } = whole.still(0)
    expect(still.height).toBeCloseTo(height, 10)
    expect(still.constant).toBeCloseTo(constant, 10)
  }
})
