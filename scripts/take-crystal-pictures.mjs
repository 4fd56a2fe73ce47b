// npm run crystal-pictures: takes the pictures of docs/crystals.md anew, docs/crystals/NAME.png: a corner of a simulated micrograph
// of each crystal that comes with Lacuna, without defects.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { encode } from 'fast-png'
import { withModules } from './lib/modules.mjs'

/** Side of a picture, px. */
const SIDE = 144

await withModules(async (load) => {
  const { GALLERY } = /** @type {typeof import('../src/stem/crystal/gallery')} */ (
    await load('/src/stem/crystal/gallery.ts')
  )
  const { simulateMicrograph } = /** @type {typeof import('../src/stem/simulate/micrograph')} */ (
    await load('/src/stem/simulate/micrograph.ts')
  )
  mkdirSync('docs/crystals', { recursive: true })
  for (const [name, crystal] of Object.entries(GALLERY)) {
    const { micrograph } = simulateMicrograph({ seed: 1, crystal, width: SIDE, height: SIDE, rotation: 0, shear: 0 })
    const png = encode({ width: SIDE, height: SIDE, data: Uint8Array.from(micrograph.data), channels: 1, depth: 8 })
    const path = join('docs/crystals', `${name}.png`)
    writeFileSync(path, png)
    console.log(
      `${path}: ${(png.length / 1e3).toFixed(1)} kB, ${(SIDE * (micrograph.pixelSize?.x ?? 0)).toFixed(1)} Å wide`,
    )
  }
})
