import type { Micrograph } from '../../src/io/micrograph'
import type { Engine } from '../../src/kernels'
import { findLattice } from '../../src/stem/lattice/find'
import { recognise } from '../../src/stem/lattice/match-crystal'
import { bilinear } from '../../src/stem/math/interpolate'
import { blurred, gaussianKernel } from '../../src/stem/math/convolve'
import { predictBands } from '../../src/stem/micrograph/bands'
import { gatherEvidence } from '../../src/stem/micrograph/evidence'
import { searchMicrograph } from '../../src/stem/micrograph/judge-micrograph'
import { periodicPatches } from '../../src/stem/micrograph/periodic-patches'
import type { View } from '../../src/stem/micrograph/view'
import { learnedFrom, ownView } from '../../src/stem/micrograph/view'
import { makeModel } from '../../src/stem/model-file/bulk-model'
import { PRESETS } from '../../src/stem/model/presets'
import type { Vae } from '../../src/stem/model/vae'
import type { Changeable, Outcome } from './column-defects'
import { meanAuroc, renderChanges } from './column-defects'
import { periodic } from './lattice'
import { blockOf, rows } from './measure-columns'

const RATE = 0.01
/** A picture is read as far from a column's place, in its σ. */
const READ = 1.5

export interface HeatMeasurement {
  /** Folder of the real micrographs. */
  data: string
  seeds: readonly number[]
  /** Rows whose names hold one of these. */
  only: readonly string[]
  epochs: number
  engine: Engine
  print: (line: string) => void
}

/**
 * Prints how well heat maps tell changed columns from others: mean AUROC of the root mean square of the map around each column's place,
 * with its bootstrap interval by blocks. Of what the judgement expects of every column, and of the VAE's own picture; and the root mean square
 * of each map at columns that were not changed, in % of the micrograph's.
 */
export async function measureHeat({ data, seeds, only, epochs, engine, print }: HeatMeasurement): Promise<void> {
  print('| | VAE’s picture | expected columns | left by the VAE, % | left by what is expected, % |')
  for (const [row, make] of Object.entries(rows(data))) {
    if (only.length > 0 && !only.some((name) => row.includes(name))) continue
    const found = { vae: [] as Outcome[], expected: [] as Outcome[] }
    const shares = { vae: 0, expected: 0 }
    for (const seed of seeds) {
      const subject = await make(seed)
      const { micrograph, changed } = renderChanges(subject.micrograph, subject.columns, { seed, ...subject })
      const heat = await heatMaps(micrograph, { seed, epochs, engine })
      const spread = rms(
        micrograph.data,
        micrograph.data.reduce((sum, value) => sum + value, 0) / micrograph.data.length,
      )
      for (const name of ['vae', 'expected'] as const) {
        const outcomes = subject.columns.map((column, n): Outcome => {
          const { sublattice } = column
          const score = readAt(column, { ...micrograph, data: heat[name] })
          return { score, sublattice, change: changed.get(n) ?? -1, block: blockOf(column, micrograph, seed) }
        })
        found[name].push(...outcomes)
        const bulk = Float64Array.from(
          outcomes.filter(({ change }) => change < 0),
          ({ score }) => score,
        )
        shares[name] += (100 * rms(bulk, 0)) / spread / seeds.length
      }
    }
    const cells = [found.vae, found.expected].map((outcomes) => {
      const { mean, interval } = meanAuroc(outcomes)
      return `${mean.toFixed(3)} (${interval.map((end) => end.toFixed(3)).join('–')})`
    })
    print(`| ${row} | ${cells.join(' | ')} | ${shares.vae.toFixed(1)} | ${shares.expected.toFixed(1)} |`)
  }
}

/** The heat map of a search with a model of the micrograph, and what the model's own picture would make of it. */
async function heatMaps(
  micrograph: Micrograph,
  { seed, epochs, engine }: { seed: number; epochs: number; engine: Engine },
): Promise<{ vae: Float32Array; expected: Float32Array }> {
  const lattice = periodic(await findLattice(micrograph))
  const view = ownView(micrograph, lattice)
  const patches = periodicPatches(view, { size: PRESETS.fast.patch, seed, region: null })
  const { vae } = await makeModel(engine, { patches, trainedOn: learnedFrom(view) }, PRESETS.fast, { seed, epochs })
  const evidence = await gatherEvidence(engine, vae, view, { seed })
  const recognised = recognise(lattice, null, null)
  const { pictures } = await searchMicrograph(evidence, micrograph, recognised, { rate: RATE })
  return { vae: await heatOfVae(engine, vae, view), expected: pictures.heat }
}

/** The micrograph less the picture that a VAE predicts of it, blurred alike; the model sees it without its pedestal. */
async function heatOfVae(engine: Engine, vae: Vae, { micrograph, sampler }: View): Promise<Float32Array> {
  const { frame } = sampler
  const picture = new Float64Array(frame.width * frame.height)
  await predictBands(engine, vae, sampler, {
    onBand: ({ top, width, prediction }) => picture.set(prediction, top * width),
  })
  const sigma = vae.preset.blur * frame.scale
  const kernel = gaussianKernel(sigma, Math.ceil(3 * sigma))
  return Float32Array.from(blurred(micrograph.data, micrograph, kernel, 'repeated'), (value, at) => {
    const { x, y } = frame.coordinates(at % micrograph.width, Math.floor(at / micrograph.width))
    const inside = (along: number, size: number) => Math.min(Math.max(along, 0), size - 1)
    const size = { columns: frame.width, rows: frame.height }
    return value - sampler.pedestal - bilinear(picture, size, inside(x, frame.width), inside(y, frame.height))
  })
}

/** Root mean square of a picture around a column's place. */
function readAt({ x, y, width: sigma }: Changeable, { data, width, height }: Micrograph): number {
  const reach = READ * sigma
  let [sum, count] = [0, 0]
  for (let row = Math.max(0, Math.ceil(y - reach)); row <= Math.min(height - 1, y + reach); row++) {
    for (let column = Math.max(0, Math.ceil(x - reach)); column <= Math.min(width - 1, x + reach); column++) {
      if ((row - y) ** 2 + (column - x) ** 2 > reach ** 2) continue
      sum += data[row * width + column] ** 2
      count++
    }
  }
  return Math.sqrt(sum / Math.max(1, count))
}

function rms(values: ArrayLike<number>, about: number): number {
  let sum = 0
  for (let at = 0; at < values.length; at++) sum += (values[at] - about) ** 2
  return Math.sqrt(sum / values.length)
}
