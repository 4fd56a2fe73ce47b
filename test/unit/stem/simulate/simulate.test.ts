import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { Random } from '../../../../src/nn'
import { GALLERY } from '../../../../src/stem/crystal/gallery'
import { DEFECT_SETS, IMAGE_SETS } from '../../../../src/stem/paper/image-sets'
import { poisson, record } from '../../../../src/stem/simulate/counting'
import { simulateMicrograph } from '../../../../src/stem/simulate/micrograph'
import { DEFAULT_SIMULATION } from '../../../../src/stem/simulate/options'
import type { DefectRequest, SimulationOptions } from '../../../../src/stem/simulate/options'
import { paperDefects } from '../../../../src/stem/simulate/paper-defects'
import { simulateReproduction } from '../../../../src/stem/simulate/reproduction'
import { sampleMicrograph } from '../../../../src/stem/simulate/sample'
import { scanError } from '../../../../src/stem/simulate/scan'
import { columnSignals } from '../../../../src/stem/simulate/signal'

const SRTIO3 = GALLERY['srtio3-001']

/** All that blurs the view of a column taken away; 16 bits, so that rounding does not matter either. */
const quiet: Partial<SimulationOptions> = {
  width: 160,
  height: 160,
  rowJitter: 0,
  hum: 0,
  flyback: 0,
  thicknessField: 0,
  amorphous: 0,
  readNoise: 0,
  dose: 1e7,
  bits: 16,
}
const still: Partial<SimulationOptions> = { ...quiet, intensityScatter: { sr: 0, ti: 0, o: 0 }, positionScatter: 0 }

function moments(values: ArrayLike<number>) {
  const all = Array.from(values)
  const mean = all.reduce((sum, value) => sum + value, 0) / all.length
  return { mean, variance: all.reduce((sum, value) => sum + (value - mean) ** 2, 0) / all.length }
}

test('the same seed gives the same pixels, another seed another micrograph', () => {
  const options = { width: 96, height: 80, seed: 5 }
  const first = simulateMicrograph(options)
  expect(simulateMicrograph(options)).toEqual(first)
  expect(simulateMicrograph({ ...options, seed: 6 }).micrograph.data).not.toEqual(first.micrograph.data)
  expect(first.micrograph).toMatchObject({ width: 96, height: 80, metadata: { simulated: true, bits: 8, seed: 5 } })
})

test('SrTiO3 stays as it was, pixels and truth', () => {
  const digest = (given: Partial<SimulationOptions> & { seed: number }) => {
    const { micrograph, truth } = simulateMicrograph(given)
    const of = (content: Uint8Array | string) => createHash('sha256').update(content).digest('hex').slice(0, 16)
    return [of(new Uint8Array(micrograph.data.buffer)), of(JSON.stringify(truth))]
  }
  expect(digest({ seed: 1 })).toEqual(['844de5af3917d4af', '7ef45ba9c725279b'])
  expect(digest({ seed: 1, defects: paperDefects(1) })).toEqual(['1f350593675e5982', '05d61b83a9778650'])
  const some: DefectRequest[] = [
    { sublattice: 'ti', kind: 'vacancy', count: 2 },
    { sublattice: 'sr', kind: 'vacancy', count: 1, strength: 0.25 },
    { sublattice: 'ti', kind: 'ferroelectric', count: 2, strength: 0.3 },
    { sublattice: 'sr', kind: 'ferroelectric', count: 1 },
    { sublattice: 'ti', kind: 'antisite', count: 2, strength: 0.37 },
    { sublattice: 'sr', kind: 'antisite', count: 2, strength: 0.61 },
  ]
  const other = { width: 400, height: 400, bits: 16, cells: 37, dose: 20, pixelSize: 0.13, aspect: 1.03 } as const
  expect(digest({ seed: 3, ...other, defects: some })).toEqual(['da7436206a5716c6', '0ef38da423d5fdd7'])
})

describe('geometry', () => {
  test('bright columns lie where the truth says, to a hundredth of the cell', () => {
    const { micrograph, truth } = simulateMicrograph({ ...quiet, seed: 2 })
    const columns = truth.columns.filter(({ sublattice, x, y }) => {
      return sublattice === 'sr' && Math.min(x, y) > 10 && Math.max(x, y) < 150
    })
    expect(columns.length).toBeGreaterThan(25)
    for (const { x, y } of columns) {
      const seen = brightSpot(micrograph.data, micrograph.width, x, y)
      expect(Math.hypot(seen.x - x, seen.y - y)).toBeLessThan(0.24)
    }
  })

  test('the lattice has the size, angle and aspect asked for', () => {
    const { truth } = simulateMicrograph({ ...still, seed: 3, pixelSize: 0.2, rotation: 30, shear: 2, aspect: 0.98 })
    const { a, b } = truth.lattice
    expect(Math.hypot(a.x, a.y)).toBeCloseTo(SRTIO3.cell.a / 0.2, 9)
    expect(Math.hypot(b.x, b.y) / Math.hypot(a.x, a.y)).toBeCloseTo(0.98, 9)
    const degrees = (v: { x: number; y: number }) => (Math.atan2(v.y, v.x) * 180) / Math.PI
    expect(degrees(a)).toBeCloseTo(30, 9)
    expect(degrees(b) - degrees(a)).toBeCloseTo(92, 9)
  })

  test('columns fill the whole image at every rotation', () => {
    for (const rotation of [0, 45, -100]) {
      const { truth } = simulateMicrograph({ ...still, seed: 4, width: 300, height: 120, rotation, distortion: 3 })
      const cells = (300 * 120) / (Math.hypot(truth.lattice.a.x, truth.lattice.a.y) ** 2 * 0.985)
      expect(truth.columns.length / cells).toBeCloseTo(SRTIO3.columns.length, 0)
    }
  })

  test('rows shift by the jitter asked for, and the start of a row by the fly-back', () => {
    const options = { ...DEFAULT_SIMULATION, seed: 1, width: 60, height: 4000, hum: 0, rowJitter: 0.3, flyback: 2 }
    const error = scanError(options, new Random(1))
    const ends = Array.from({ length: 4000 }, (_, y) => error[y * 60 + 59])
    const { mean, variance } = moments(ends)
    expect(Math.sqrt(variance)).toBeCloseTo(0.3, 1)
    expect(mean).toBeCloseTo(0, 1)
    expect(error[0] - error[59]).toBeCloseTo(2, 2)
  })
})

describe('intensity', () => {
  test('falls from Sr to Ti + O to O, less so in a thicker crystal', () => {
    const contrast = (cells: number) => {
      const signal = columnSignals({ crystal: SRTIO3, cells })
      expect(signal({ Sr: cells })).toBeCloseTo(1, 12)
      expect(signal({ Ti: cells, O: cells })).toBeGreaterThan(signal({ O: cells }))
      return 1 / signal({ Ti: cells, O: cells })
    }
    expect(contrast(20)).toBeCloseTo(1.95, 1)
    expect(contrast(100)).toBeLessThan(contrast(50))
  })

  test('counts are Poisson: variance and mean agree at low and at high dose', () => {
    for (const mean of [0.5, 8, 29, 31, 400]) {
      const random = new Random(7)
      const { mean: seen, variance } = moments(Array.from({ length: 40_000 }, () => poisson(random, mean)))
      expect(Math.abs(seen / mean - 1)).toBeLessThan(0.02)
      expect(Math.abs(variance / mean - 1)).toBeLessThan(0.04)
    }
    expect(poisson(new Random(1), 0)).toBe(0)
  })

  test('twice the dose halves the variance of a flat field', () => {
    const flat = new Float64Array(40_000).fill(0.5)
    const variance = (dose: number) =>
      moments(record(flat, { ...DEFAULT_SIMULATION, seed: 1, dose, readNoise: 0, bits: 16 }, new Random(3))).variance
    expect(variance(100) / variance(200)).toBeCloseTo(2, 1)
  })

  test.each([8, 16] as const)('%i bits hold whole numbers of the full scale', (bits) => {
    const { micrograph } = simulateMicrograph({ seed: 8, width: 128, height: 128, bits })
    const largest = micrograph.data.reduce((a, b) => Math.max(a, b))
    expect(micrograph.data.every((value) => Number.isInteger(value) && value >= 0 && value < 2 ** bits)).toBe(true)
    expect(largest).toBeGreaterThan(0.9 * 2 ** bits)
  })
})

describe('defects', () => {
  const at = (sublattice: string, kind: DefectRequest['kind'], strength?: number) => {
    const options = { ...still, seed: 9 }
    const perfect = simulateMicrograph(options)
    const defects = [{ sublattice, kind, count: 1, ...(strength !== undefined && { strength }) }]
    const changed = simulateMicrograph({ ...options, defects })
    expect(changed.truth.defects).toHaveLength(1)
    expect(changed.truth.columns).toEqual(perfect.truth.columns)
    return { perfect: perfect.micrograph, changed: changed.micrograph, defect: changed.truth.defects[0] }
  }

  test.each(paperDefects(1))('$sublattice-$kind changes its own column and nothing else', ({ sublattice, kind }) => {
    const { perfect, changed, defect } = at(sublattice, kind)
    const reach = 4 * (1.3 / DEFAULT_SIMULATION.pixelSize) + 1.2 / DEFAULT_SIMULATION.pixelSize
    // What counting and rounding leave at 10 million electrons a pixel, against a column of about 60,000.
    const noise = 250
    let [inside, outside] = [0, 0]
    changed.data.forEach((value, i) => {
      const difference = Math.abs(value - perfect.data[i])
      const distance = Math.hypot((i % changed.width) - defect.x, Math.floor(i / changed.width) - defect.y)
      if (distance > reach) outside = Math.max(outside, difference)
      else inside = Math.max(inside, difference)
    })
    expect(outside).toBeLessThan(noise)
    expect(inside).toBeGreaterThan(10_000)
  })

  test('a vacancy of a part of the atoms takes a part of the signal', () => {
    const { perfect, changed, defect } = at('sr', 'vacancy', 0.25)
    expect(defect).toMatchObject({ kind: 'vacancy', sublattice: 'sr', atoms: 20, strength: 0.25 })
    const pixel = Math.round(defect.y) * changed.width + Math.round(defect.x)
    const relative = (changed.data[pixel] - perfect.data[pixel]) / perfect.data[pixel]
    expect(relative).toBeLessThan(0.8 * defect.signal)
    expect(relative).toBeGreaterThan(1.1 * defect.signal)
  })

  test('antisites swap bright for dim and dim for bright, and the oxygen stays', () => {
    expect(at('sr', 'antisite').defect.signal).toBeLessThan(-0.4)
    expect(at('ti', 'antisite').defect.signal).toBeGreaterThan(0.4)
    expect(at('sr', 'vacancy').defect.signal).toBe(-1)
    expect(at('ti', 'vacancy').defect.signal).toBeGreaterThan(-0.9)
  })

  test('a shift moves the column by so many Å along a lattice vector', () => {
    const { changed, defect } = at('sr', 'ferroelectric', 0.4)
    expect(Math.hypot(defect.displacement.x, defect.displacement.y)).toBeCloseTo(0.4, 9)
    const { pixelSize } = DEFAULT_SIMULATION
    const place = { x: defect.x + defect.displacement.x / pixelSize, y: defect.y + defect.displacement.y / pixelSize }
    const seen = brightSpot(changed.data, changed.width, place.x, place.y)
    expect(Math.hypot(seen.x - place.x, seen.y - place.y)).toBeLessThan(0.3)
  })

  test('ferroelectric is the paper’s word for a displacement', () => {
    const [paper, generic] = [at('ti', 'ferroelectric'), at('ti', 'displacement')]
    expect(generic.changed.data).toEqual(paper.changed.data)
    expect(generic.defect).toEqual({ ...paper.defect, kind: 'displacement' })
  })

  test('as many as find no room are refused', () => {
    const defects = [{ sublattice: 'sr', kind: 'vacancy' as const, count: 1000 }]
    expect(() => simulateMicrograph({ seed: 1, width: 160, height: 160, defects })).toThrow(
      /of 1000 sr-vacancy defects/,
    )
  })
})

test('the sample holds one defect of each of the paper’s kinds', () => {
  const { micrograph, truth } = sampleMicrograph(1)
  expect(micrograph.width).toBe(384)
  expect(truth.defects.map(({ sublattice, kind }) => `${sublattice}-${kind}`)).toEqual([...DEFECT_SETS])
  expect(JSON.parse(JSON.stringify(truth))).toEqual(truth)
})

describe('reproduction sets', () => {
  test('have the counts asked for and one defect near each patch’s centre', { timeout: 30_000 }, async () => {
    const stages: string[] = []
    const data = await simulateReproduction({
      seed: 1,
      trainingCount: 30,
      testCount: 8,
      onProgress: ({ done, total }) => stages.push(`${done}/${total}`),
    })
    expect(stages).toEqual(['1/4', '2/4', '3/4', '4/4'])
    expect(data.training).toMatchObject({ count: 30, size: 64 })
    expect(data.training.data).toHaveLength(30 * 64 * 64)
    for (const set of IMAGE_SETS) expect(data.sets[set].count).toBe(8)
    expect(data.source).toBe('simulated, seed 1')
    expect(darkness(data.sets['sr-vacancy'].data)).toBeGreaterThan(darkness(data.sets.bulk.data) + 20)
  })

  test('stop on an abort', async () => {
    const controller = new AbortController()
    const running = simulateReproduction({
      seed: 1,
      signal: controller.signal,
      onProgress: () => controller.abort('enough'),
    })
    await expect(running).rejects.toBe('enough')
  })
})

/** Centre of the bright spot near (x, y): a centroid under a Gaussian window that follows it. */
function brightSpot(data: Float32Array, width: number, x: number, y: number): { x: number; y: number } {
  let centre = { x, y }
  for (let round = 0; round < 3; round++) {
    let [sum, sumX, sumY] = [0, 0, 0]
    for (let row = Math.ceil(y - 8); row <= y + 8; row++) {
      for (let column = Math.ceil(x - 8); column <= x + 8; column++) {
        const window = Math.exp(-((column - centre.x) ** 2 + (row - centre.y) ** 2) / 8)
        const weight = window * data[row * width + column]
        sum += weight
        sumX += weight * column
        sumY += weight * row
      }
    }
    // Through a window of variance 4 px², a Gaussian spot of σ = 3.3 px shows 4/(3.3² + 4) of its offset.
    const gain = (3.3 ** 2 + 4) / 4
    centre = { x: centre.x + gain * (sumX / sum - centre.x), y: centre.y + gain * (sumY / sum - centre.y) }
  }
  return centre
}

/** How much darker than its surroundings the darkest 13 × 13 window near the centre is, averaged over patches. */
function darkness(data: Float32Array): number {
  const count = data.length / 4096
  let sum = 0
  for (let n = 0; n < count; n++) {
    const patch = data.subarray(n * 4096, (n + 1) * 4096)
    let darkest = Infinity
    for (let y = 26; y <= 38; y++) {
      for (let x = 26; x <= 38; x++) {
        let window = 0
        for (let v = -6; v <= 6; v++) for (let u = -6; u <= 6; u++) window += patch[(y + v) * 64 + x + u] / 169
        darkest = Math.min(darkest, window)
      }
    }
    sum += (patch.reduce((a, b) => a + b) / 4096 - darkest) / count
  }
  return sum
}
