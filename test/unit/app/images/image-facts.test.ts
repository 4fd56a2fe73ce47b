import { expect, it } from 'vitest'
import { imageFacts } from '../../../../src/app/images/image-facts'

it('an image in few words', () => {
  const image = { number: 1, title: 'HAADF', width: 512, height: 256, oneScan: true, thumbnail: null }
  expect(imageFacts({ ...image, frames: 8, pixelSize: { x: 0.1953, y: 0.1953 } })).toBe(
    '512 × 256 px · 8 frames · 0.1953 Å/px',
  )
  expect(imageFacts({ ...image, frames: 1, pixelSize: null })).toBe('512 × 256 px')
})
