import { describe, expect, test } from 'vitest'
import { Random } from '../../../../src/nn'
import { clean } from '../../../../src/stem/clean/clean'
import { inverted } from '../../../../src/stem/clean/contrast'
import { simulateMicrograph } from '../../../../src/stem/simulate/micrograph'
import { anyCrystal, MOTIFS, picture } from '../../../support/lattice'

const crystal = (dose: number, seed = 1, width = 2.4) =>
  anyCrystal({ size: 256, cell: 20, motif: MOTIFS.centred, width, rotation: 8, dose, seed }).micrograph

const changed = (data: Float32Array, before: Float32Array) =>
  Array.from(data.keys()).filter((at) => data[at] !== before[at])

describe('a sound micrograph comes back as it is', () => {
  test.each([
    ['few electrons', crystal(1)],
    ['some electrons', crystal(4)],
    ['many electrons', crystal(1000)],
    [
      'columns of σ = 1 px',
      anyCrystal({ size: 256, cell: 6, motif: MOTIFS.single, width: 1, dose: 1e4, seed: 2 }).micrograph,
    ],
    [
      'a simulated one with scan noise',
      simulateMicrograph({ seed: 3, width: 256, height: 256, hum: 0.8, rowJitter: 0.8 }).micrograph,
    ],
    ['one without any noise', picture(128, (x, y) => Math.cos(x / 3) + Math.cos(y / 3))],
    [
      'a nanoparticle in vacuum without a count',
      picture(256, (x, y) => {
        const height = Math.max(0, 1 - Math.hypot(x - 128, y - 128) / 90)
        return Math.round(200 * height * (1 + Math.cos(x / 2) * Math.cos(y / 2)))
      }),
    ],
    [
      'columns that the detector clips',
      picture(256, (x, y) => Math.min(200, 150 * (1 + Math.cos(x / 6) * Math.cos(y / 6)))),
    ],
  ])('%s', (_, micrograph) => {
    const cleaned = clean(micrograph)
    expect(cleaned).toEqual({ micrograph, mask: null, masked: [], remarks: [] })
    expect(cleaned.micrograph).toBe(micrograph)
  })
})

describe('spikes', () => {
  test.each([4, 100])('are replaced and counted at %i electrons', (dose) => {
    const micrograph = crystal(dose)
    const random = new Random(5)
    const data = micrograph.data.slice()
    const places = Array.from({ length: 30 }, () => random.integer(data.length))
    for (const at of places) data[at] += 60 * Math.max(dose, 4)
    const cleaned = clean({ ...micrograph, data })
    expect(cleaned.remarks).toEqual([expect.stringContaining(`${new Set(places).size} spikes`)])
    expect(changed(cleaned.micrograph.data, data).sort((p, q) => p - q)).toEqual(
      [...new Set(places)].sort((p, q) => p - q),
    )
    // What stands instead is within the noise of what was there.
    const most = Math.max(...micrograph.data)
    for (const at of places) expect(cleaned.micrograph.data[at]).toBeLessThan(most)
  })

  test('three side by side, and dead pixels on columns', () => {
    const micrograph = crystal(200)
    const data = micrograph.data.slice()
    const brightest = data.indexOf(Math.max(...data))
    for (const at of [20_000, 20_001, 20_257]) data[at] = 5000
    data[brightest] = 0
    expect(changed(clean({ ...micrograph, data }).micrograph.data, data)).toEqual(
      [20_000, 20_001, 20_257, brightest].sort((p, q) => p - q),
    )
  })
})

describe('intensities of any unit', () => {
  test.each([2 ** 110, 2 ** -100, 1e33, 1e-30])('times %d', (factor) => {
    const micrograph = crystal(100)
    const scaled = clean({ ...micrograph, data: micrograph.data.map((value) => value * factor) })
    const ratio = scaled.micrograph.data.map((value, at) => value / Math.max(micrograph.data[at], 1))
    const sizes = ratio.filter((_, at) => micrograph.data[at] > 0)
    expect(Math.max(...sizes) / Math.min(...sizes)).toBeCloseTo(1, 5)
    expect(Math.max(...scaled.micrograph.data)).toBeLessThan(1e6)
    expect(scaled.remarks).toEqual([expect.stringContaining('intensities are divided by 2^')])
  })
})

describe('what shows no specimen is masked and said', () => {
  const paint = (value: (x: number, y: number, own: number) => number) => {
    const micrograph = crystal(100)
    const random = new Random(9)
    const noisy = (level: number) => Math.max(0, level + Math.sqrt(level) * random.normal())
    const data = micrograph.data.map((own, at) => {
      const level = value(at % 256, Math.floor(at / 256), own)
      return level === own ? own : noisy(level)
    })
    return clean({ ...micrograph, data })
  }
  const share = (mask: Uint8Array | null, is: (x: number, y: number) => boolean) => {
    const inside = Array.from(mask ?? []).filter((_, at) => is(at % 256, Math.floor(at / 256)))
    return inside.reduce((sum, own) => sum + own, 0) / inside.length
  }

  test('a bar with a scale bar and figures in it', () => {
    const { mask, remarks } = paint((x, y, own) => {
      if (y < 216) return own
      return (y > 225 && y < 235 && x > 10 && x < 80) || (y > 222 && y < 240 && x > 120 && x < 220 && x % 7 === 0)
        ? 300
        : 20
    })
    expect(remarks).toEqual(['masked: a bar without a specimen, 256 × 40 px at 0, 216'])
    expect(share(mask, (_, y) => y >= 216)).toBe(1)
    expect(share(mask, (_, y) => y < 214)).toBe(0)
  })

  test('a scale bar with figures over the crystal', () => {
    const isLabel = (x: number, y: number) =>
      (y >= 230 && y < 238 && x >= 16 && x < 90) || (y >= 208 && y < 222 && x >= 20 && x < 80 && x % 6 === 0)
    const { mask, remarks } = paint((x, y, own) => (isLabel(x, y) ? 300 : own))
    expect(remarks.filter((remark) => remark.startsWith('masked: a scale bar or label'))).not.toHaveLength(0)
    expect(share(mask, isLabel)).toBe(1)
    expect(share(mask, (x, y) => y < 200 || x > 100)).toBe(0)
  })

  test('figures whose strokes are two pixels wide', () => {
    const isFigure = (x: number, y: number) =>
      x >= 20 && x < 84 && y >= 208 && y < 222 && (x - 20) % 11 < 8 && ((x - 20) % 11 < 2 || (y - 208) % 6 < 2)
    const { mask, remarks } = paint((x, y, own) => (isFigure(x, y) ? 300 : own))
    expect(remarks).toEqual([expect.stringMatching(/^masked: a scale bar or label/)])
    expect(share(mask, isFigure)).toBe(1)
    expect(share(mask, (x, y) => y < 200 || x > 100)).toBe(0)
  })

  test('black borders, straight or not, and lines that the scan has lost', () => {
    const micrograph = crystal(100)
    const isLost = (x: number, y: number) => x < 7 || y > 240 + x / 32 || y === 100
    const data = micrograph.data.map((own, at) => (isLost(at % 256, Math.floor(at / 256)) ? 0 : own))
    const { mask, remarks } = clean({ ...micrograph, data })
    expect(remarks).toEqual([expect.stringMatching(/^masked: \d areas? of one value at the edge/)])
    expect(share(mask, isLost)).toBe(1)
    expect(share(mask, (x, y) => x > 10 && y < 236 && Math.abs(y - 100) > 3)).toBe(0)
  })
})

test('an inverted micrograph has the range of the first, and inverted again it is the first', () => {
  const micrograph = crystal(30)
  const once = inverted(micrograph)
  expect(Math.max(...once.data)).toBe(Math.max(...micrograph.data))
  expect(Math.min(...once.data)).toBe(Math.min(...micrograph.data))
  expect(inverted(once).data).toEqual(micrograph.data)
})
