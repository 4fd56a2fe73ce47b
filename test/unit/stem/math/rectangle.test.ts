import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { InputError } from '../../../../src/errors'
import type { Micrograph } from '../../../../src/io/micrograph'
import { writeNpy } from '../../../../src/io/npy'
import { periodicPatches } from '../../../../src/stem/micrograph/periodic-patches'
import { ownView } from '../../../../src/stem/micrograph/view'
import { findLattice } from '../../../../src/stem/lattice/find'
import type { PatchSet } from '../../../../src/stem/patch/patches'
import { cropped, formatRectangle, readRectangle } from '../../../../src/stem/math/rectangle'
import { simulateMicrograph } from '../../../../src/stem/simulate/micrograph'
import { lacuna, scratchFolder } from '../../../support/cli'
import { periodic } from '../../../support/lattice'

const region = { x: 150, y: 20, width: 120, height: 200 }

test.each([
  ['0,0,256,256', { x: 0, y: 0, width: 256, height: 256 }],
  [' 12, 7 ,1,30', { x: 12, y: 7, width: 1, height: 30 }],
])('%j is a region', (text, rectangle) => {
  expect(readRectangle(text)).toEqual(rectangle)
  expect(readRectangle(formatRectangle(rectangle))).toEqual(rectangle)
})

test.each(['', '1,2,3', '1,2,3,4,5', '0,0,0,9', '-1,0,9,9', '0.5,0,9,9', 'a,b,c,d', '0,0,1e3,9', '0,,9,9'])(
  '%j is none, and what is one is said',
  (text) => {
    const read = () => readRectangle(text)
    expect(read).toThrow(InputError)
    expect(read).toThrow(/x,y,width,height in whole pixels/)
  },
)

describe('crops to learn from', () => {
  /** 33 px a cell: more than a patch wants, so that the micrograph is resampled. */
  const { micrograph } = simulateMicrograph({ seed: 5, width: 320, height: 256, pixelSize: 0.12 })

  test.each([
    ['as it is', 0.16],
    ['resampled', 0.12],
  ])('of a micrograph %s lie in the region, whole, at its scale and from its zero', async (_, pixelSize) => {
    const { micrograph } = simulateMicrograph({ seed: 5, width: 320, height: 256, pixelSize })
    const lattice = periodic(await findLattice(micrograph))
    const view = ownView(micrograph, lattice)
    const options = { size: 64, seed: 1 }
    const learned = periodicPatches(view, { ...options, region })
    expect(learned).toMatchObject({ region, training: { count: 1000 }, calibration: { count: 300 } })
    // Whatever is beyond the region makes no difference, down to the last bit.
    const changed = { ...view, micrograph: changedOutside(micrograph) }
    const other = periodicPatches(changed, { ...options, region })
    expect(alike(other.training, learned.training)).toBe(true)
    expect(alike(other.calibration, learned.calibration)).toBe(true)
    const wider = { ...region, width: region.width + 4 }
    const beyond = periodicPatches(changed, { ...options, region: wider })
    expect(beyond.training.data.some((value) => value > 1e5)).toBe(true)
  })

  test('a region that is no part of the micrograph, or too small for a patch, is refused with what to do', async () => {
    const lattice = periodic(await findLattice(micrograph))
    const take = (part: typeof region) => () =>
      periodicPatches(ownView(micrograph, lattice), { size: 64, seed: 1, region: part })
    expect(take({ ...region, x: 201 })).toThrow(
      expect.objectContaining({ code: 'region-outside', message: expect.stringContaining('320 × 256') as string }),
    )
    expect(take({ ...region, width: 70 })).toThrow(
      expect.objectContaining({ code: 'too-small', message: expect.stringMatching(/at least \d+ pixels/) as string }),
    )
    const least = Number(/at least (\d+)/.exec(message(take({ ...region, width: 70 })))![1])
    expect(take({ ...region, width: least, height: least })).not.toThrow()
    expect(take({ ...region, width: least - 1, height: least })).toThrow(InputError)
  })

  function changedOutside(whole: Micrograph): Micrograph {
    const data = new Float32Array(whole.data.length).fill(1e6)
    const part = cropped(whole, region)
    for (let row = 0; row < region.height; row++) {
      const line = part.data.subarray(row * region.width, (row + 1) * region.width)
      data.set(line, (region.y + row) * whole.width + region.x)
    }
    return { ...whole, data }
  }
})

test('lacuna train takes a region of one micrograph, which lies in it, and leaves no file otherwise', async () => {
  const folder = scratchFolder()
  const path = (name: string) => join(folder, name)
  const { micrograph } = simulateMicrograph({ seed: 6, width: 192, height: 160 })
  writeFileSync(path('scan.npy'), writeNpy(micrograph.data, [160, 192]))
  writeFileSync(path('stack.npy'), writeNpy(new Float32Array(2 * 64 * 64).fill(1), [2, 64, 64]))
  const out = ['--out', path('model.safetensors'), '--region', '100,0,96,96']
  const outside = await lacuna(['train', path('scan.npy'), ...out])
  expect(outside.stderr).toMatch(/scan\.npy: the region 100,0,96,96 reaches 196 × 96 pixels.* has 192 × 160; give one/)
  const stack = await lacuna(['train', path('stack.npy'), ...out])
  expect(stack.stderr).toMatch(/stack\.npy: a stack of patches has no region; leave --region out/)
  expect([outside.status, stack.status]).toEqual([2, 2])
  expect(readdirSync(folder).sort()).toEqual(['scan.npy', 'stack.npy'])
})

/** Float by float; an assertion on four million of them would take a minute. */
function alike(a: PatchSet, b: PatchSet): boolean {
  return a.data.length === b.data.length && a.data.every((value, n) => value === b.data[n])
}

function message(act: () => unknown): string {
  try {
    act()
  } catch (error) {
    return (error as Error).message
  }
  return ''
}
