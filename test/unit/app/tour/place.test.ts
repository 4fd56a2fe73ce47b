import { expect, it } from 'vitest'
import { place } from '../../../../src/app/tour/place'

const CARD = { width: 340, height: 150 }
const WIDE = { width: 1280, height: 800 }
const PHONE = { width: 390, height: 844 }

it('the card lies to the left of its target, or below, or above, and at the farther edge where nothing is free', () => {
  expect(place({ left: 830, top: 300, width: 430, height: 200 }, CARD, WIDE)).toEqual({ left: 478, top: 300 })
  expect(place({ left: 10, top: 300, width: 370, height: 200 }, CARD, PHONE)).toEqual({ left: 12, top: 512 })
  expect(place({ left: 10, top: 600, width: 370, height: 200 }, CARD, PHONE)).toEqual({ left: 12, top: 438 })
  expect(place({ left: 10, top: 100, width: 370, height: 700 }, CARD, PHONE)).toEqual({ left: 12, top: 12 })
  // What is low on the right keeps its card inside the window.
  expect(place({ left: 830, top: 790, width: 430, height: 40 }, CARD, WIDE)).toEqual({ left: 478, top: 638 })
  expect(place(null, CARD, WIDE)).toEqual({ left: 470, top: 325 })
})
