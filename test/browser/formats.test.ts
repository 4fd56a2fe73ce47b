import type { Browser } from 'puppeteer'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildDm } from '../support/formats/dm'
import { buildHdf5 } from '../support/formats/hdf5'
import { type Site, startSite, Visitor } from './harness'

let site: Site
let browser: Browser
let visitor: Visitor

beforeAll(async () => {
  site = await startSite()
  browser = await site.launch()
  visitor = await Visitor.open(browser, site.url, { file: 'scan.dm4' })
  await visitor.begun()
})

afterAll(async () => {
  const { complaints } = visitor
  await visitor.close()
  await site.close()
  // Among these would be a request, or the refusal of WebAssembly by the page's own policy.
  expect(complaints).toEqual([])
})

const side = 96
const data = Float32Array.from({ length: side * side }, (_, index) => index % 89)

it('opens a .dm4', async () => {
  const calibration = [1, 2].map(() => ({ scale: 0.02, units: 'nm' }))
  const bytes = buildDm([{ width: side, height: side, data, dataType: 2, calibration }])
  await visitor.drop('scan.dm4', bytes, 'application/octet-stream')
  await visitor.see('#facts', /^scan\.dm4 · 96 × 96 px/)
  await visitor.see('#pixel-size', /^0\.2000 Å\/px, from the file/)
})

it('opens HDF5, whose reader is loaded when it is needed', async () => {
  const bytes = await buildHdf5({ datasets: { image: { data, shape: [side, side], chunks: [32, 32] } } })
  await visitor.drop('scan.h5', bytes, 'application/x-hdf5')
  await visitor.see('#facts', /^scan\.h5 · 96 × 96 px/)
  await visitor.see('#pixel-size', /^Pixel size not known/)
})
